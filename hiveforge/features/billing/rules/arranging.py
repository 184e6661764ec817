"""Plans by arrangement: which terms count, from when until when, and in what words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hiveforge.core.errors import Invalid
from hiveforge.features import plans
from hiveforge.features.billing.errors import PlanArranged
from hiveforge.features.billing.models import BillingArrangement, BillingStanding, Subscription
from hiveforge.features.billing.schemas import ArrangeForm, Arrangement, PaidPlan, Standing, StandingStatus, Terms

from .standing import LIVE

ARRANGED_PLAN = next(plan for plan in plans.PLANS if plan.by_arrangement)
_LONGEST = timedelta(days=20 * 365)


def arrangement(row: BillingArrangement | None) -> Arrangement | None:
    """The terms in a row."""
    if row is None:
        return None
    return Arrangement(row.plan, limits_of(row.limits), row.starts_at, row.until_at)


def with_arrangement(truth: Standing, arranged: Arrangement | None) -> Standing:
    """What counts: an arrangement that runs counts before whatever is paid, and makes every running subscription surplus."""
    if arranged is None:
        return truth
    paid = truth.subscription
    running = [paid] if paid and paid.status in LIVE else []
    return Standing(
        plan=arranged.plan,
        status=StandingStatus.ARRANGED,
        subscription=paid,
        access_until=arranged.until,
        surplus=[*running, *truth.surplus],
        arranged=arranged,
    )


def ended(paid_before: Subscription | None) -> Standing:
    """What counts after an arrangement, until the provider is asked whether something is paid."""
    return Standing(plan=plans.FREE.key, status=StandingStatus.ENDED if paid_before else StandingStatus.FREE)


def on_terms(plan: plans.Plan, limits: Mapping[plans.Quantity, int]) -> plans.Plan:
    """The plan with what was arranged. Credits beyond it are arranged too: no subscription is there to bill them to."""
    return plan.model_copy(update={"limits": dict(limits), "features": plan.features - {plans.Feature.OVERAGE}})


def limits_of(kept: Mapping[str, int]) -> Mapping[plans.Quantity, int]:
    """Limits as they are kept; what is no longer counted is left out."""
    return {quantity: kept[quantity] for quantity in plans.Quantity if quantity in kept}


def status_now(standing: BillingStanding | None, at: datetime) -> StandingStatus:
    """Its status; an arrangement is over at its moment, whether or not that was written down."""
    if standing is None:
        return StandingStatus.FREE
    over = standing.access_until_at is not None and at >= standing.access_until_at
    if over and standing.status == StandingStatus.ARRANGED:
        return StandingStatus.ENDED
    return StandingStatus(standing.status)


def refuse_arranged(standing: BillingStanding | None, at: datetime) -> None:
    """Raise PlanArranged while the plan is one by arrangement: it is not changed or paid by its owners."""
    if status_now(standing, at) is StandingStatus.ARRANGED:
        raise PlanArranged


def until(form: ArrangeForm, at: datetime) -> datetime | None:
    """When the arrangement ends, just after its last day in UTC. Raises Invalid for days that are over or very far."""
    if form.until is None:
        return None
    end = after(form.until) if form.until <= (at + _LONGEST).date() else None
    if end is None or end <= at:
        raise Invalid("Choose a day from today on, within the next twenty years.", param="until")
    return end


def terms(row: BillingArrangement | None) -> Terms | None:
    """An arrangement as those who run the installation see it."""
    if row is None:
        return None
    return Terms(
        limits=limits_of(row.limits),
        starts_at=row.starts_at,
        last_day=last_day(row.until_at),
        note=row.note,
        by=row.arranged_by,
    )


def paid_plan(subscription: Subscription | None) -> PaidPlan | None:
    """A subscription that can still cost money; None for one that has ended."""
    if subscription is None or subscription.status not in LIVE:
        return None
    plan = plans.with_price(subscription.price) or plans.FREE
    price = next((price for price in plan.prices if price.lookup_key(plan.key) == subscription.price), None)
    return PaidPlan(
        name=plan.name if price else subscription.price,
        quantity=subscription.quantity,
        total=price.amount * subscription.quantity if price else 0,
        currency=plans.CURRENCY,
        interval=price.interval.value if price else "",
        paid_until=subscription.period_end_at,
    )


def after(last_day: date) -> datetime:
    """The moment when this day is over, in UTC."""
    return datetime.combine(last_day + timedelta(days=1), time(), UTC)


def last_day(until_at: datetime | None) -> date | None:
    """The opposite of `after`."""
    return (until_at.astimezone(UTC) - timedelta(microseconds=1)).date() if until_at else None


def told(arranged: Arrangement | None) -> dict[str, Any]:
    """The terms as the audit log keeps them; empty for none."""
    if arranged is None:
        return {}
    day = last_day(arranged.until)
    limits = {quantity.value: arranged.limits.get(quantity, "without limit") for quantity in plans.Quantity}
    return {"plan": plans.get(arranged.plan).name, **limits, "until": day.isoformat() if day else "open-ended"}
