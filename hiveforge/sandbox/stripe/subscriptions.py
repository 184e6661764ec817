"""Subscriptions: begun, changed, canceled at once or with their period."""

import copy
from collections.abc import Sequence

from . import invoices
from .beginnings import begun, trial_end_of
from .coupons import discount_subscription, running_coupon
from .customers import living, merged
from .errors import Refusal, declined
from .items import changed_items, metered, new_items, period_lines, prorations, removed_usage, restarted, usage_line
from .periods import DAY
from .store import Object, Store, new_id

_NOTICE, _UPCOMING, _FIRST_PAYMENT = 3 * DAY, 7 * DAY, 23 * 3600


async def begin(store: Store, params: Object, *, vouched: bool = False, coupon: Object | None = None) -> Object:
    """Make a subscription and its first invoice. `vouched`: its card was taken at the checkout a moment ago.

    Raises Stripe's refusal when nothing can be charged, or when the card fails and may not.
    """
    customer = living(await store.get("customer", params["customer"], "customer"))
    trial_end = trial_end_of(store, params)
    name = new_id("sub")
    items = await new_items(store, name, params.get("items", []), trial_end)
    subscription = begun(store, name, items, params, trial_end)
    if coupon:
        await discount_subscription(store, subscription, coupon)
    method = await invoices.method_for(store, customer["id"], subscription)
    lines = period_lines(items)
    if method is None and not trial_end and sum(each["amount"] for each in lines):
        raise Refusal(
            "This customer has no attached payment source or default payment method.", code="resource_missing"
        )
    if trial_end:
        lines = [
            {**each, "amount": 0, "subtotal": 0, "description": f"Trial period for {each['description']}"}
            for each in lines
        ]
    subscription["latest_invoice"] = None
    invoice = await invoices.draft(
        store, customer, lines, reason="subscription_create", currency=subscription["currency"],
        period=(store.now, store.now), subscription=subscription, coupon=coupon,
    )  # fmt: skip
    subscription["latest_invoice"] = invoice["id"]
    await keep(store, subscription)
    await store.emit("customer.subscription.created", subscription)
    await invoices.finalize(store, invoice)
    failure = await invoices.collect(store, invoice, method, vouched=vouched)
    if failure and params.get("payment_behavior") == "error_if_incomplete":
        raise declined(failure)
    if failure:
        subscription["status"] = "incomplete"
        await _tell(store, subscription, {"status": "active"})
    await keep(store, subscription)
    return subscription


async def change(store: Store, name: str, params: Object) -> Object:
    """Update items, cancellation, trial or metadata, and bill the difference as asked."""
    subscription = await store.get("subscription", name)
    if subscription["status"] in {"canceled", "incomplete_expired"}:
        raise Refusal("A canceled subscription can only update its cancellation_details and metadata.", param="id")
    if params.get("payment_behavior") == "pending_if_incomplete":
        raise Refusal("The stand-in does not know pending updates.", param="payment_behavior")
    before = copy.deepcopy(subscription)
    lines: list[Object] = []
    if "items" in params:
        lines = await _change_items(store, subscription, params)
    _change_cancellation(store, subscription, params)
    for field in ("default_payment_method", "description"):
        if field in params:
            subscription[field] = params[field] or None
    if "metadata" in params:
        subscription["metadata"] = merged(subscription["metadata"], params["metadata"])
    await keep(store, subscription)
    previous = {field: value for field, value in before.items() if subscription.get(field) != value and field[0] != "_"}
    if previous:
        await _tell(store, subscription, previous)
    if lines:
        await _bill_change(store, subscription, lines, params)
    if params.get("trial_end") == "now" and subscription["status"] == "trialing":
        from .renewals import end_trial

        await end_trial(store, subscription)
    return subscription


async def cancel(store: Store, name: str, params: Object) -> Object:
    """End it at once; nothing is given back."""
    subscription = await store.get("subscription", name)
    if subscription["status"] == "canceled":
        raise Refusal(f"No such subscription: '{name}'", status=404, code="resource_missing", param="id")
    if params.get("prorate"):
        raise Refusal("The stand-in gives nothing back for what is left of a canceled period.", param="prorate")
    _explain(subscription, params, "cancellation_requested")
    if params.get("invoice_now"):
        await bill_usage(store, subscription)
    return await end(store, subscription)


async def end(store: Store, subscription: Object, reason: str = "") -> Object:
    """It is over; its open invoices are not charged any more."""
    subscription |= {
        "status": "canceled", "ended_at": store.now, "canceled_at": subscription["canceled_at"] or store.now,
        "cancel_at_period_end": False,
    }  # fmt: skip
    if reason:
        subscription["cancellation_details"]["reason"] = reason
    await keep(store, subscription)
    for invoice in await store.all("invoice", subscription["customer"]):
        if invoices.subscription_of(invoice) == subscription["id"] and invoice["status"] == "open":
            await store.save(invoice | {"next_payment_attempt": None, "auto_advance": False, "_due": None})
    await store.emit("customer.subscription.deleted", subscription)
    return subscription


async def recover(store: Store, subscription: Object) -> None:
    """Active again, once nothing is owed any more."""
    owed = [
        each for each in await store.all("invoice", subscription["customer"])
        if invoices.subscription_of(each) == subscription["id"] and each["status"] == "open"
    ]  # fmt: skip
    if not owed and subscription["status"] in {"past_due", "incomplete", "unpaid"}:
        before, subscription["status"] = subscription["status"], "active"
        await keep(store, subscription)
        await _tell(store, subscription, {"status": before})


async def fall_behind(store: Store, subscription: Object) -> None:
    """A charge failed."""
    if subscription["status"] in {"active", "trialing"}:
        before, subscription["status"] = subscription["status"], "past_due"
        await keep(store, subscription)
        await _tell(store, subscription, {"status": before})


async def keep(store: Store, subscription: Object) -> None:
    """Save it with the moment at which something happens to it next."""
    items = subscription["items"]["data"]
    ends = min(item["current_period_end"] for item in items)
    due = [ends]
    if subscription["cancel_at"]:
        due.append(subscription["cancel_at"])
    if subscription["status"] == "trialing" and not subscription.get("_noticed"):
        due.append(subscription["trial_end"] - _NOTICE)
    elif subscription["status"] != "trialing" and subscription.get("_announced") != ends:
        due.append(ends - _UPCOMING)
    if subscription["status"] == "incomplete":
        due = [subscription["created"] + _FIRST_PAYMENT]
    over = subscription["status"] in {"canceled", "incomplete_expired"}
    subscription["_due"] = None if over else min(due)
    await store.save(subscription)


async def bill_usage(store: Store, subscription: Object) -> None:
    """A last invoice for what was used and not billed yet."""
    lines = [
        await usage_line(store, subscription["customer"], item, item["current_period_start"], store.now)
        for item in subscription["items"]["data"]
        if metered(item)
    ]
    if any(each["amount"] for each in lines):
        await bill(store, subscription, lines, "subscription_cycle")


async def bill(store: Store, subscription: Object, lines: Sequence[Object], reason: str) -> str:
    """Invoice and charge; returns why the charge failed."""
    customer = await store.get("customer", subscription["customer"])
    coupon = await running_coupon(store, subscription)
    first = subscription["items"]["data"][0]
    invoice = await invoices.draft(
        store, customer, lines, reason=reason, currency=subscription["currency"], subscription=subscription,
        period=(first["current_period_start"], first["current_period_end"]), coupon=coupon,
    )  # fmt: skip
    subscription["latest_invoice"] = invoice["id"]
    await keep(store, subscription)
    await invoices.finalize(store, invoice)
    return await invoices.collect(store, invoice, await invoices.method_for(store, customer["id"], subscription))


async def pending(store: Store, subscription: str, *, take: bool) -> list[Object]:
    """Lines that wait for the next invoice."""
    waiting = [each for each in await store.all("_pending") if each["_subscription"] == subscription]
    if take:
        for each in waiting:
            await store.forget(each["id"])
    return [each["_line"] for each in reversed(waiting)]


async def _change_items(store: Store, subscription: Object, params: Object) -> list[Object]:
    at = params.get("proration_date", store.now)
    old = subscription["items"]["data"]
    new = await changed_items(store, subscription, params["items"], at)
    subscription["items"] = {**subscription["items"], "data": new}
    subscription["_restarted"] = restarted(old, new)
    if subscription["_restarted"]:
        subscription["billing_cycle_anchor"] = at
    if subscription["status"] == "trialing":
        return []
    lines = [*await removed_usage(store, subscription["customer"], old, new, at), *prorations(old, new, at)]
    if params.get("proration_behavior") == "none":
        # A new period is paid for all the same; only the old one's credit is given up.
        return [each for each in lines if each["amount"] > 0] if subscription["_restarted"] else []
    return lines


async def _bill_change(store: Store, subscription: Object, lines: Sequence[Object], params: Object) -> None:
    at_once = params.get("proration_behavior") == "always_invoice" or subscription.pop("_restarted", False)
    if not at_once:
        for each in lines:
            waiting = {"id": new_id("ii"), "object": "_pending", "_subscription": subscription["id"], "_line": each}
            await store.save({**waiting, "customer": subscription["customer"]})
        return
    waiting = await pending(store, subscription["id"], take=True)
    failure = await bill(store, subscription, [*waiting, *lines], "subscription_update")
    if failure and params.get("payment_behavior") == "error_if_incomplete":
        raise declined(failure)
    if failure:
        await fall_behind(store, subscription)


def _change_cancellation(store: Store, subscription: Object, params: Object) -> None:
    if "cancel_at_period_end" in params:
        ends = max(item["current_period_end"] for item in subscription["items"]["data"])
        wanted = params["cancel_at_period_end"]
        subscription |= {
            "cancel_at_period_end": wanted, "cancel_at": ends if wanted else None,
            "canceled_at": (subscription["canceled_at"] or store.now) if wanted else None,
        }  # fmt: skip
        subscription["cancellation_details"] = {"comment": None, "feedback": None, "reason": None}
        if wanted:
            _explain(subscription, params, "cancellation_requested")
    elif "cancellation_details" in params:
        _explain(subscription, params, subscription["cancellation_details"]["reason"])


def _explain(subscription: Object, params: Object, reason: str | None) -> None:
    given = params.get("cancellation_details") or {}
    kept = {**subscription["cancellation_details"], "reason": reason}
    subscription["cancellation_details"] = kept | {name: value or None for name, value in given.items()}


async def _tell(store: Store, subscription: Object, previous: Object) -> None:
    await store.emit("customer.subscription.updated", subscription, previous)
