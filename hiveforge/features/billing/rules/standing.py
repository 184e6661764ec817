"""Which plan an organization has at a moment, from the provider's facts. The order in which they arrived plays no part."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from hiveforge.features import plans
from hiveforge.features.billing.schemas import Standing, StandingStatus
from hiveforge.features.billing.schemas.facts import InvoiceFacts, SubscriptionFacts, SubscriptionStatus

Tone = Literal["neutral", "success", "warning", "danger", "info", "brand"]
LIVE = frozenset(
    {
        SubscriptionStatus.TRIALING,
        SubscriptionStatus.ACTIVE,
        SubscriptionStatus.PAST_DUE,
        SubscriptionStatus.UNPAID,
        SubscriptionStatus.PAUSED,
    }
)
"""Those that can still cost money or come back: whoever has one changes it and buys no second one."""

STATUSES: Mapping[str, tuple[str, Tone]] = {
    StandingStatus.FREE.value: ("Free", "neutral"),
    StandingStatus.TRIALING.value: ("Trial", "info"),
    StandingStatus.ACTIVE.value: ("Active", "success"),
    StandingStatus.CANCELING.value: ("Ends soon", "warning"),
    StandingStatus.PAST_DUE.value: ("Payment failed", "danger"),
    StandingStatus.SUSPENDED.value: ("Paid plan stopped", "danger"),
    StandingStatus.ENDED.value: ("Paid plan ended", "neutral"),
    StandingStatus.ARRANGED.value: ("By arrangement", "brand"),
}
"""Each in words, and how good or bad that is."""

_RANK = {plan.key: place for place, plan in enumerate(plans.PLANS)}


def plan_of(subscription: SubscriptionFacts) -> plans.Plan:
    """The plan that a subscription's price belongs to; the free one for prices that are not ours."""
    return plans.with_price(subscription.price) or plans.FREE


def running(subscriptions: Sequence[SubscriptionFacts]) -> SubscriptionFacts | None:
    """The subscription that changes are made to: the best of those that have not ended."""
    live = [one for one in subscriptions if one.status in LIVE]
    return max(live, key=_worth, default=None)


def standing_of(
    subscriptions: Sequence[SubscriptionFacts], invoices: Sequence[InvoiceFacts], *, at: datetime, grace_days: int
) -> Standing:
    """The plan that counts at `at`.

    Trialing, active and set to end count as paid; past due does for the days of grace after the unpaid invoice. Of
    several subscriptions the best one counts, the others that run are surplus.
    """
    every = [(_standing(one, invoices, at, grace_days), one) for one in subscriptions]
    if not every:
        return Standing(plan=plans.FREE.key, status=StandingStatus.FREE)
    best, chosen = max(every, key=lambda pair: (_RANK.get(pair[0].plan, 0), _worth(pair[1])))
    surplus = tuple(one for _, one in every if one is not chosen and one.status in LIVE)
    return Standing(
        plan=best.plan,
        status=best.status,
        subscription=chosen,
        past_due_since=best.past_due_since,
        access_until=best.access_until,
        unpaid_invoice=best.unpaid_invoice,
        surplus=surplus,
    )


def seat_limit(plan: plans.Plan, subscription: SubscriptionFacts | None) -> int | None:
    """How many people fit: what was bought where seats are sold, and never more than the plan allows."""
    allowed = plan.limit(plans.Quantity.SEATS)
    if not plan.per_seat or subscription is None:
        return allowed
    return subscription.quantity if allowed is None else min(subscription.quantity, allowed)


def _standing(subscription: SubscriptionFacts, invoices: Sequence[InvoiceFacts], at: datetime, grace: int) -> Standing:
    plan = plan_of(subscription).key
    match subscription.status:
        case SubscriptionStatus.TRIALING | SubscriptionStatus.ACTIVE if subscription.cancel_at is not None:
            return Standing(plan, StandingStatus.CANCELING)
        case SubscriptionStatus.TRIALING | SubscriptionStatus.ACTIVE:
            return Standing(plan, StandingStatus(subscription.status))
        case SubscriptionStatus.PAST_DUE:
            return _past_due(plan, subscription, invoices, at, grace)
        case SubscriptionStatus.UNPAID | SubscriptionStatus.PAUSED:
            invoice = _unpaid(subscription, invoices)
            return Standing(plans.FREE.key, StandingStatus.SUSPENDED, unpaid_invoice=invoice.id if invoice else "")
        case SubscriptionStatus.CANCELED:
            return Standing(plans.FREE.key, StandingStatus.ENDED)
        case SubscriptionStatus.INCOMPLETE | SubscriptionStatus.INCOMPLETE_EXPIRED:
            return Standing(plans.FREE.key, StandingStatus.FREE)


def _past_due(
    plan: str, subscription: SubscriptionFacts, invoices: Sequence[InvoiceFacts], at: datetime, grace: int
) -> Standing:
    invoice = _unpaid(subscription, invoices)
    since = invoice.created_at if invoice else subscription.period_start
    until = since + timedelta(days=grace)
    paid = at < until
    return Standing(
        plan=plan if paid else plans.FREE.key,
        status=StandingStatus.PAST_DUE if paid else StandingStatus.SUSPENDED,
        past_due_since=since,
        access_until=until,
        unpaid_invoice=invoice.id if invoice else "",
    )


def _unpaid(subscription: SubscriptionFacts, invoices: Sequence[InvoiceFacts]) -> InvoiceFacts | None:
    """The oldest invoice of it that somebody tried to charge in vain."""
    owed = [one for one in invoices if one.subscription == subscription.id and one.status == "open" and one.attempts]
    return min(owed, key=lambda one: (one.created_at, one.id), default=None)


def _worth(subscription: SubscriptionFacts) -> tuple[bool, int, int, datetime, str]:
    """Running before ended, then the better plan, then more seats, then the newer one."""
    rank = _RANK.get(plan_of(subscription).key, 0)
    alive = subscription.status in LIVE
    return alive, rank, subscription.quantity, subscription.started_at, subscription.id
