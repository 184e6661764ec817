"""What a subscription bills: its items, their periods, and the lines that they bring onto an invoice."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .catalogue import price_of
from .errors import Refusal, missing
from .invoices import line
from .metering import used
from .periods import after, period, share
from .store import Object, Store, new_id


async def new_items(store: Store, subscription: str, wanted: Sequence[Object], trial_end: int | None) -> list[Object]:
    """The items of a subscription that begins now."""
    items = []
    for place, each in enumerate(wanted):
        price = await price_of(store, each.get("price", ""), f"items[{place}][price]")
        items.append(_item(subscription, price, each, store.now, trial_end))
    if not items:
        raise Refusal("Missing required param: items.", code="parameter_missing", param="items")
    return items


async def changed_items(store: Store, subscription: Object, wanted: Sequence[Object], at: int) -> list[Object]:
    """The items as they would be after a change. One whose interval changes begins a new period, others that are added too."""
    old = subscription["items"]["data"]
    kept, trialing = {item["id"]: dict(item) for item in old}, subscription["status"] == "trialing"
    added: list[Object] = []
    for place, each in enumerate(wanted):
        param = f"items[{place}]"
        price = await price_of(store, each["price"], f"{param}[price]") if each.get("price") else None
        if not each.get("id"):
            if price is None:
                raise Refusal("Missing required param: price.", code="parameter_missing", param=f"{param}[price]")
            trial_end = subscription["trial_end"] if trialing else None
            anchor = subscription["billing_cycle_anchor"]
            added.append(_item(subscription["id"], price, each, at, trial_end, anchor))
        elif each["id"] not in kept:
            raise missing("subscription_item", each["id"], f"{param}[id]")
        elif each.get("deleted"):
            del kept[each["id"]]
        else:
            _change(kept[each["id"]], price, each, at, trialing=trialing)
    if not kept and not added:
        raise Refusal("A subscription must have at least one active plan.", param="items")
    if restarted(old, list(kept.values())):
        for item in added:
            restart(item, at)
    return [*kept.values(), *added]


def restarted(old: Sequence[Object], new: Sequence[Object]) -> bool:
    """Whether a change has begun a new period."""
    ends = {item["id"]: item["current_period_end"] for item in old}
    return any(ends.get(item["id"], item["current_period_end"]) != item["current_period_end"] for item in new)


def prorations(old: Sequence[Object], new: Sequence[Object], at: int) -> list[Object]:
    """Credit for what of the old items is not used, and charge for the rest of the new ones, to the second."""
    before, lines = {item["id"]: item for item in old}, []
    for item in old:
        later = next((each for each in new if each["id"] == item["id"]), None)
        if not metered(item) and (later is None or _bills_differently(item, later)):
            lines.append(_part(item, at, -1))
    for item in new:
        earlier = before.get(item["id"])
        if metered(item) or (earlier and not _bills_differently(earlier, item)):
            continue
        begins = earlier is not None and restarted([earlier], [item])
        lines += period_lines([item]) if begins else [_part(item, at, 1)]
    return lines


def period_lines(items: Sequence[Object]) -> list[Object]:
    """The licensed items for the whole of their present periods."""
    return [
        line(
            text=f"{item['quantity']} × {name_of(item)}", amount=_amount(item), price=item["price"],
            quantity=item["quantity"], period=(item["current_period_start"], item["current_period_end"]), item=item,
        )
        for item in items
        if not metered(item)
    ]  # fmt: skip


async def usage_line(store: Store, customer: str, item: Object, start: int, end: int) -> Object:
    """What was used of a metered item in a period."""
    count = await used(store, item["price"]["recurring"]["meter"], customer, start, end)
    amount = _metered_amount(item["price"], count)
    return line(
        text=f"{count} × {name_of(item)}",
        amount=amount,
        price=item["price"],
        quantity=count,
        period=(start, end),
        item=item,
    )


async def removed_usage(
    store: Store, customer: str, old: Sequence[Object], new: Sequence[Object], at: int
) -> list[Object]:
    """What was used of metered items that are taken away: it is billed with the change."""
    kept = {item["id"] for item in new}
    gone = [item for item in old if metered(item) and item["id"] not in kept]
    lines = [await usage_line(store, customer, item, item["current_period_start"], at) for item in gone]
    return [each for each in lines if each["quantity"]]


def roll(item: Object) -> None:
    """Begin the item's next period."""
    recurring = item["price"]["recurring"]
    start, end = period(item["_anchor"], recurring["interval"], recurring["interval_count"], item["current_period_end"])
    item |= {"current_period_start": start, "current_period_end": end}


def restart(item: Object, at: int) -> None:
    """Begin a period here, and count the following ones from it."""
    recurring = item["price"]["recurring"]
    end = after(at, recurring["interval"], recurring["interval_count"])
    item |= {"_anchor": at, "current_period_start": at, "current_period_end": end}


def metered(item: Object) -> bool:
    return item["price"]["recurring"]["usage_type"] == "metered"


def _item(
    subscription: str, price: Object, each: Object, at: int, trial_end: int | None, anchor: int | None = None
) -> Object:
    if not price["recurring"]:
        raise Refusal("The price specified is set to `type=one_time` but this needs a recurring one.", param="items")
    item: Object = {
        "id": new_id("si"), "object": "subscription_item", "billing_thresholds": None, "created": at, "discounts": [],
        "metadata": each.get("metadata") or {}, "price": price, "subscription": subscription, "tax_rates": [],
    }  # fmt: skip
    if not metered(item):
        item["quantity"] = each.get("quantity", 1)
    elif "quantity" in each:
        raise Refusal("Quantity should not be specified where usage_type is `metered`.", param="items")
    restart(item, at)
    if trial_end:
        item |= {"current_period_end": trial_end, "_anchor": trial_end}
    elif anchor is not None and anchor <= at:
        recurring = price["recurring"]
        start, end = period(anchor, recurring["interval"], recurring["interval_count"], at)
        item |= {"_anchor": anchor, "current_period_start": start, "current_period_end": end}
    return item


def _change(item: Object, price: Object | None, each: Object, at: int, *, trialing: bool) -> None:
    if "quantity" in each and not metered(item):
        item["quantity"] = each["quantity"]
    if price is None:
        return
    old, new = item["price"]["recurring"], price["recurring"]
    if not new:
        raise Refusal("The price specified is set to `type=one_time` but this needs a recurring one.", param="items")
    item["price"] = price
    if (old["interval"], old["interval_count"]) != (new["interval"], new["interval_count"]) and not trialing:
        restart(item, at)


def _bills_differently(old: Object, new: Object) -> bool:
    return (old["price"]["id"], old.get("quantity")) != (new["price"]["id"], new.get("quantity"))


def _part(item: Object, at: int, sign: int) -> Object:
    start, end = item["current_period_start"], item["current_period_end"]
    text = f"{'Remaining time' if sign > 0 else 'Unused time'} on {item['quantity']} × {name_of(item)}"
    return line(
        text=text, amount=sign * share(_amount(item), start, end, at), price=item["price"], quantity=item["quantity"],
        period=(max(at, start), end), item=item, proration=True,
    )  # fmt: skip


def _amount(item: Object) -> int:
    return item["price"]["unit_amount"] * item["quantity"]


def _metered_amount(price: Object, count: int) -> int:
    bundle: Any = price.get("transform_quantity")
    if bundle:
        whole, rest = divmod(count, int(bundle["divide_by"]))
        count = whole + (1 if rest and bundle["round"] == "up" else 0)
    return int((Decimal(price["unit_amount_decimal"]) * count).quantize(Decimal(1), ROUND_HALF_UP))


def name_of(item: Object) -> str:
    """What is sold, and how often it is charged."""
    price = item["price"]
    said = price["nickname"] or price.get("_name") or price["lookup_key"] or price["product"]
    return f"{said} (per {price['recurring']['interval']})"
