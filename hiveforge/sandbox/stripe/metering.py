"""Meters: what was used, counted once per identifier."""

from .errors import Refusal
from .store import Object, Store, new_id

_DAY = 86_400


async def create_meter(store: Store, params: Object) -> Object:
    for other in await store.all("billing.meter"):
        if other["event_name"] == params["event_name"] and other["status"] == "active":
            raise Refusal("An active meter with this event name already exists.", param="event_name")
    mapping = params.get("customer_mapping") or {"type": "by_id", "event_payload_key": "stripe_customer_id"}
    values = params.get("value_settings") or {"event_payload_key": "value"}
    meter = {
        "id": new_id("mtr"), "object": "billing.meter", "created": store.now, "updated": store.now,
        "customer_mapping": mapping, "default_aggregation": params["default_aggregation"],
        "display_name": params["display_name"], "event_name": params["event_name"],
        "event_time_window": params.get("event_time_window"), "livemode": False, "status": "active",
        "status_transitions": {"deactivated_at": None}, "value_settings": values,
    }  # fmt: skip
    return await store.save(meter)


async def update_meter(store: Store, name: str, params: Object) -> Object:
    """Another name; nothing else of a meter can be changed."""
    meter = await store.get("billing.meter", name)
    meter |= {"display_name": params.get("display_name", meter["display_name"]), "updated": store.now}
    return await store.save(meter)


async def create_meter_event(store: Store, params: Object) -> Object:
    meters = [m for m in await store.all("billing.meter") if m["event_name"] == params["event_name"]]
    if not meters:
        raise Refusal(
            f"No active meter found for event name {params['event_name']}.", code="no_meter", param="event_name"
        )
    payload, meter = params["payload"], meters[0]
    customer = payload.get(meter["customer_mapping"]["event_payload_key"], "")
    value = payload.get(meter["value_settings"]["event_payload_key"], "")
    if not customer or not value.lstrip("-").isdigit():
        raise Refusal(
            "The payload must name a customer and a whole value.", code="meter_event_invalid_value", param="payload"
        )
    await store.get("customer", customer, "payload[stripe_customer_id]")
    identifier = params.get("identifier") or new_id("mev")
    if await store.find(f"meter_event:{identifier}"):
        raise Refusal(
            f"An event already exists with identifier {identifier}.", code="duplicate_meter_event", param="identifier"
        )
    event = {
        "object": "billing.meter_event", "created": store.now, "event_name": params["event_name"],
        "identifier": identifier, "livemode": False, "payload": payload, "timestamp": params.get("timestamp", store.now),
    }  # fmt: skip
    kept = {**event, "_meter": meter["id"], "_value": int(value), "customer": customer}
    await store.save({**kept, "id": f"meter_event:{identifier}"})
    return event


async def used(store: Store, meter: str, customer: str, start: int, end: int) -> int:
    """The sum of what a customer used from start until before end."""
    return sum(
        event["_value"]
        for event in await store.all("billing.meter_event", customer)
        if event["_meter"] == meter and start <= event["timestamp"] < end
    )


async def summaries(store: Store, meter_id: str, params: Object) -> list[Object]:
    """One for the whole time, or one for each hour or day that has any, as Stripe gives them."""
    await store.get("billing.meter", meter_id)
    start, end = int(params["start_time"]), int(params["end_time"])
    for name, moment in (("start_time", start), ("end_time", end)):
        if moment % 60:
            raise Refusal(f"{name} must be aligned with minute boundaries.", param=name)
    windows: dict[str, int] = {"day": _DAY, "hour": 3600}
    width = windows.get(params.get("value_grouping_window", ""), max(end - start, 1))
    found = []
    for begun in range(start, end, width):
        until = min(begun + width, end)
        if total := await used(store, meter_id, params["customer"], begun, until):
            found.append({
                "id": new_id("mtrusg"), "object": "billing.meter_event_summary", "aggregated_value": total,
                "start_time": begun, "end_time": until, "livemode": False, "meter": meter_id,
            })  # fmt: skip
    return found[::-1]
