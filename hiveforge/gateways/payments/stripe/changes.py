"""Another plan, another number of seats: what is asked of Stripe for it, and what it would cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import stripe

from hiveforge.gateways.payments.schemas import ChargePreview, SubscriptionFacts, SubscriptionStatus

from .checkouts import interval_of, overage_key
from .errors import is_nothing_upcoming
from .mapping import at, get, is_metered, is_proration, lines, moment, price_key
from .prices import Prices


async def items(
    client: stripe.StripeClient, prices: Prices, subscription: SubscriptionFacts, price: str, quantity: int
) -> Sequence[dict[str, Any]]:
    """The changed items. Seats alone keep the price that is paid today; another interval takes the metered item along."""
    item: dict[str, Any] = {"id": subscription.item, "quantity": quantity}
    if price == subscription.price:
        return (item,)
    wanted = await prices.get(price)
    changed = (item | {"price": wanted.id},)
    if not subscription.metered_item:
        return changed
    return (*changed, *await _metered(client, prices, subscription, interval_of(wanted)))


def preview(
    subscription: SubscriptionFacts, change: stripe.Invoice, renewal: stripe.Invoice, *, restarts: bool
) -> ChargePreview:
    """What is due at once and what comes next. `restarts`: a new interval begins with the change, so all of it is due."""
    every = list(change.lines.data)
    due = every if restarts else [line for line in every if is_proration(line)]
    charged = change.amount_due if len(due) == len(every) else sum(line.amount for line in due)
    return ChargePreview(
        currency=change.currency,
        due_now=max(0, charged),
        next_total=renewal.total,
        next_at=at(max(line.period.end for line in every)) if restarts and every else subscription.period_end,
        lines=lines(due),
        proration_at=_proration_at(change),
    )


async def upcoming(client: stripe.StripeClient, subscription: SubscriptionFacts) -> stripe.Invoice | None:
    """The next invoice; None when there is none to come, as when the subscription has ended since it was read."""
    try:
        return await client.v1.invoices.create_preview_async({"subscription": subscription.id})
    except stripe.InvalidRequestError as error:
        if is_nothing_upcoming(error):
            return None
        raise


def renewal(subscription: SubscriptionFacts, next_invoice: stripe.Invoice) -> ChargePreview:
    return ChargePreview(
        currency=next_invoice.currency,
        due_now=0,
        next_total=next_invoice.amount_due,
        next_at=subscription.period_end,
        lines=lines(next_invoice.lines.data),
    )


def restarts(subscription: SubscriptionFacts, current: str, wanted: str) -> bool:
    """Whether the change begins a new interval at once; a trial goes on as it is."""
    return subscription.status is not SubscriptionStatus.TRIALING and current != wanted


def will_renew(subscription: SubscriptionFacts) -> bool:
    return subscription.cancel_at is None and subscription.ended_at is None


async def _metered(
    client: stripe.StripeClient, prices: Prices, subscription: SubscriptionFacts, interval: str
) -> Sequence[dict[str, Any]]:
    found = await client.v1.subscriptions.retrieve_async(subscription.id)
    old = next((item.price for item in found["items"].data if is_metered(item.price)), None)
    if old is None or interval_of(old) == interval:
        return ()
    new = await prices.get(overage_key(price_key(old).removesuffix(f"_{interval_of(old)}"), interval))
    return {"id": subscription.metered_item, "deleted": True}, {"price": new.id}


def _proration_at(change: stripe.Invoice) -> datetime | None:
    return moment(get(change, "parent", "subscription_details", "subscription_proration_date"))
