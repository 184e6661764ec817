"""What happens by itself when its moment comes: trials end, periods renew, charges are tried again, pages expire."""

from . import invoices
from .items import metered, period_lines, restart, roll, usage_line
from .previews import upcoming
from .store import Object, Store
from .subscriptions import bill, bill_usage, end, fall_behind, keep, pending, recover


async def happen(store: Store, thing: Object) -> None:
    """Do what is due for one object at `store.now`."""
    match thing["object"]:
        case "subscription":
            await _subscription(store, thing)
        case "invoice":
            await _retry(store, thing)
        case "checkout.session":
            thing |= {"status": "expired", "url": None, "_due": None}
            await store.save(thing)
            await store.emit("checkout.session.expired", thing)
        case kind:
            raise AssertionError(f"nothing happens to a {kind} by itself")


async def end_trial(store: Store, subscription: Object) -> None:
    """The first period that is paid begins."""
    for item in subscription["items"]["data"]:
        restart(item, store.now)
    before = subscription["status"]
    subscription |= {"status": "active", "billing_cycle_anchor": store.now, "trial_end": store.now}
    await keep(store, subscription)
    await store.emit("customer.subscription.updated", subscription, {"status": before})
    await _charge(store, subscription, period_lines(subscription["items"]["data"]))


async def _subscription(store: Store, subscription: Object) -> None:
    ends = min(item["current_period_end"] for item in subscription["items"]["data"])
    if subscription["status"] == "incomplete":
        await _give_up(store, subscription)
    elif subscription["cancel_at"] and subscription["cancel_at"] <= store.now:
        await bill_usage(store, subscription)
        await end(store, subscription)
    elif subscription["status"] == "trialing" and subscription["trial_end"] <= store.now:
        await end_trial(store, subscription)
    elif ends <= store.now:
        await _renew(store, subscription)
    elif subscription["status"] == "trialing":
        subscription["_noticed"] = True
        await keep(store, subscription)
        await store.emit("customer.subscription.trial_will_end", subscription)
    else:
        subscription["_announced"] = ends
        await keep(store, subscription)
        if invoice := await upcoming(store, subscription):
            await store.emit("invoice.upcoming", invoice)


async def _give_up(store: Store, subscription: Object) -> None:
    subscription |= {"status": "incomplete_expired", "ended_at": store.now}
    await keep(store, subscription)
    await store.emit("customer.subscription.updated", subscription, {"status": "incomplete"})
    await invoices.void(store, await store.get("invoice", subscription["latest_invoice"]))


async def _renew(store: Store, subscription: Object) -> None:
    lines, renewed = await pending(store, subscription["id"], take=True), []
    previous = {"items": {"data": [dict(item) for item in subscription["items"]["data"]]}}
    for item in subscription["items"]["data"]:
        if item["current_period_end"] > store.now:
            continue
        start, until = item["current_period_start"], item["current_period_end"]
        if metered(item):
            lines.append(await usage_line(store, subscription["customer"], item, start, until))
        roll(item)
        renewed.append(item)
    await keep(store, subscription)
    await store.emit("customer.subscription.updated", subscription, previous)
    await _charge(store, subscription, [*lines, *period_lines(renewed)])


async def _charge(store: Store, subscription: Object, lines: list[Object]) -> None:
    if await bill(store, subscription, lines, "subscription_cycle"):
        await fall_behind(store, subscription)


async def _retry(store: Store, invoice: Object) -> None:
    subscription = await store.get("subscription", invoices.subscription_of(invoice))
    method = await invoices.method_for(store, invoice["customer"], subscription)
    if not await invoices.collect(store, invoice, method):
        await recover(store, subscription)
    elif invoice["next_payment_attempt"] is None:
        await end(store, subscription, "payment_failed")
