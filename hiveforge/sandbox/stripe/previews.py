"""Invoices as they would be: of the next renewal, and of a change."""

import copy

from . import invoices
from .coupons import running_coupon
from .errors import Refusal
from .items import changed_items, metered, period_lines, prorations, removed_usage, restart, restarted, roll, usage_line
from .store import Object, Store
from .subscriptions import pending


async def preview(store: Store, params: Object) -> Object:
    """What `create_preview` answers for a subscription; nothing is kept."""
    if "subscription" not in params:
        raise Refusal("The stand-in previews invoices of subscriptions only.", param="subscription")
    subscription = await store.get("subscription", params["subscription"], "subscription")
    asked = params.get("subscription_details") or {}
    changed, lines = copy.deepcopy(subscription), []
    if "items" in asked:
        at = asked.get("proration_date", store.now)
        lines = await _change(store, changed, asked, at)
        begins = restarted(subscription["items"]["data"], changed["items"]["data"])
        at_once = asked.get("proration_behavior") == "always_invoice" or begins
        if lines and at_once and params.get("preview_mode") != "recurring":
            waiting = await pending(store, subscription["id"], take=False)
            invoice = await _draft(store, changed, [*waiting, *lines], "subscription_update", store.now)
            invoice["parent"]["subscription_details"]["subscription_proration_date"] = at
            return invoice
    if asked.get("trial_end") == "now":
        for item in changed["items"]["data"]:
            restart(item, store.now)
        return await _draft(store, changed, period_lines(changed["items"]["data"]), "subscription_update", store.now)
    if "cancel_at_period_end" in asked:
        changed["cancel_at"] = (
            changed["items"]["data"][0]["current_period_end"] if asked["cancel_at_period_end"] else None
        )
    if params.get("preview_mode") == "recurring":
        return await _recurring(store, changed)
    if invoice := await upcoming(store, changed, lines):
        return invoice
    raise Refusal("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")


async def upcoming(store: Store, subscription: Object, more: list[Object] | None = None) -> Object | None:
    """The next renewal's invoice; None when there will be none."""
    items = copy.deepcopy(subscription["items"]["data"])
    ends = min(item["current_period_end"] for item in items)
    over = subscription["cancel_at"] is not None and subscription["cancel_at"] <= ends
    lines = [*await pending(store, subscription["id"], take=False), *(more or [])]
    renewed = []
    for item in items:
        if item["current_period_end"] > ends:
            continue
        if metered(item) and subscription["status"] != "trialing":
            lines.append(await usage_line(store, subscription["customer"], item, item["current_period_start"], ends))
        roll(item)
        renewed.append(item)
    if not over:
        lines += period_lines(renewed)
    if subscription["status"] == "canceled" or (over and not any(each["amount"] for each in lines)):
        return None
    return await _draft(store, subscription, lines, "upcoming", ends)


async def _change(store: Store, changed: Object, asked: Object, at: int) -> list[Object]:
    """Put the changed items into the subscription; returns what that costs."""
    old = changed["items"]["data"]
    new = await changed_items(store, changed, asked["items"], at)
    changed["items"]["data"] = new
    if changed["status"] == "trialing" or asked.get("proration_behavior") == "none":
        return []
    return [*await removed_usage(store, changed["customer"], old, new, at), *prorations(old, new, at)]


async def _recurring(store: Store, subscription: Object) -> Object:
    """What every further period costs, without usage and without what happens only once."""
    items = copy.deepcopy(subscription["items"]["data"])
    ends = min(item["current_period_end"] for item in items)
    for item in items:
        roll(item)
    return await _draft(store, subscription, period_lines(items), "upcoming", ends)


async def _draft(store: Store, subscription: Object, lines: list[Object], reason: str, at: int) -> Object:
    customer = await store.get("customer", subscription["customer"])
    coupon = await running_coupon(store, subscription)
    first = subscription["items"]["data"][0]
    invoice = await invoices.draft(
        store, customer, lines, reason=reason, currency=subscription["currency"], subscription=subscription,
        period=(first["current_period_start"], first["current_period_end"]), coupon=coupon,
    )  # fmt: skip
    return invoice | {"id": f"upcoming_{invoice['id']}", "created": at, "next_payment_attempt": at}
