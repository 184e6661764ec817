"""Writes the plan that counts, and what follows from it at once: seats and AI credits."""

from datetime import datetime, timedelta
from uuid import UUID

from hiveforge.core.db import Db
from hiveforge.features import organizations, plans, usage
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.models import BillingStanding
from hiveforge.features.billing.schemas import Arrangement, Standing

# Credits of an arranged plan begin anew each month from its start on, as those of a plan that is paid by the year.
_AS_BY_THE_YEAR = timedelta(days=365)
Period = tuple[datetime, datetime]


async def stand(db: Db, organization: UUID, truth: Standing, *, period: Period | None) -> None:
    """Bring plan, seats and credits of an organization to `truth`, in the system's transaction.

    `period` is the one in which credits are counted; without one they stay as they are.
    """
    plan, facts = plans.get(truth.plan), truth.subscription
    if truth.arranged:
        plan = rules.on_terms(plan, truth.arranged.limits)
    values = {
        "plan": truth.plan,
        "status": truth.status.value,
        "seats": rules.seat_limit(plan, facts),
        "ends_at": (facts.cancel_at or facts.trial_end) if facts and not truth.arranged else None,
        "access_until_at": truth.access_until,
        "limits": {name.value: limit for name, limit in truth.arranged.limits.items()} if truth.arranged else None,
    }
    found = await queries.standing(db, organization) or BillingStanding(organization_id=organization, plan="")
    found.sqlmodel_update(values)
    db.add(found)
    await db.flush()
    await organizations.limit_seats(db, organization, found.seats)
    if period:
        await _allow(db, organization, plan, truth, period)


def counted_from(arranged: Arrangement) -> Period:
    """The period of an arranged plan's credits."""
    return arranged.starts, arranged.starts + _AS_BY_THE_YEAR


async def _allow(db: Db, organization: UUID, plan: plans.Plan, truth: Standing, period: Period) -> None:
    customer, facts = await queries.customer(db, organization), truth.subscription
    metered = bool(facts and facts.metered_item) and not truth.arranged
    await usage.set_allowance(
        db,
        organization,
        included=plan.limit(plans.Quantity.AI_CREDITS),
        period_start=period[0],
        period_end=period[1],
        payer=customer.external_id if customer else "",
        overage_allowed=plans.Feature.OVERAGE in plan.features and metered,
    )
