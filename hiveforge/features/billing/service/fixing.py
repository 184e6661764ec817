"""Fixing a difference with one click, by a person who runs the installation."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import col, func, select, update

from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import AuditEntry, describe, record
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import AppError, NotFound
from hiveforge.core.permissions import Access
from hiveforge.core.service import converses, requires
from hiveforge.features import organizations
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.errors import NotFixable
from hiveforge.features.billing.models import BillingDifference
from hiveforge.features.billing.schemas import Attention, Difference, DifferenceKind, DifferencesPage
from hiveforge.gateways.payments import payments
from hiveforge.gateways.stand_ins import stand_ins

from .customers import organization_of
from .reconciling import check, report_missing
from .syncing import sync_organization

_ADMINS = "differences concern all organizations; only those who run this installation read and fix them"


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def list_differences(
    actor: Actor,  # noqa: ARG001
    db: Db,
    *,
    standing_only: bool = False,
    offset: int = 0,
    limit: int = 25,
) -> DifferencesPage:
    """What the provider says and what we say, where the two differ; those that stand come first."""
    rows, total = await queries.differences(db, standing_only=standing_only, offset=offset, limit=limit)
    names = await organizations.names(db, [row.organization_id for row in rows if row.organization_id])
    return DifferencesPage([_difference(row, names) for row in rows], total)


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def attention(actor: Actor, db: Db) -> Attention:  # noqa: ARG001
    """How much waits for a person, and when everything was last compared."""
    return replace(await queries.attention(db), test_mode=stand_ins())


@converses(Access.PLATFORM_ADMIN)
async def fix_difference(actor: Actor, difference: UUID) -> None:
    """Make the two agree: look anew at the provider, tell it of our seats and lost usage, or end what nobody uses.

    Twice is once. An attempt that leaves them different is audited as well. Raises NotFound, NotFixable when they
    differ still or nothing can be done from here, PaymentRefused when further seats cannot be charged.
    """
    async with unit_of_work(actor, reason=_ADMINS) as db:
        found = await db.get(BillingDifference, difference)
    if found is None:
        raise NotFound
    if found.fixed_at is not None:
        return
    if obstacle := _obstacle(found):
        raise NotFixable(obstacle)
    me = system(f"{actor.name}, fixing billing")
    try:
        await _fix(me, found)
        await _verify(me, found)
    except AppError as error:
        await _record_attempt(actor, found, error)
        raise
    async with unit_of_work(actor, reason=_ADMINS) as db:
        fixed = update(BillingDifference).where(col(BillingDifference.id) == found.id)
        await db.exec(fixed.values(fixed_by=actor.name))
        await _record(db, found, {"fixed by": actor.name})


async def _fix(me: Actor, found: BillingDifference) -> None:
    match DifferenceKind(found.kind):
        case DifferenceKind.CUSTOMER:
            organization, _ = await organization_of(me, found.subject)
            if organization:
                await sync_organization(me, organization)
        case DifferenceKind.SECOND_SUBSCRIPTION | DifferenceKind.ORPHAN:
            await payments().end_now(found.subject, key=f"fix/{found.id}")
        case DifferenceKind.SEATS:
            await _push_seats(me, found)
        case DifferenceKind.METER:
            await report_missing(me, found.customer)
        case DifferenceKind.SUBSCRIPTION | DifferenceKind.INVOICE:
            pass
    if found.organization_id:
        await sync_organization(me, found.organization_id)


async def _record_attempt(actor: Actor, found: BillingDifference, error: AppError) -> None:
    """What was tried may have changed something at the provider although the two differ still."""
    async with unit_of_work(actor, reason=_ADMINS) as db:
        still = await db.get(BillingDifference, found.id) or found
        attempt = {
            "tried": rules.remedy(DifferenceKind(found.kind)),
            "not fixed because": error.message,
            "stripe says": still.stripe_says,
            "we say": still.we_say,
        }
        await _record(db, found, attempt)


async def _record(db: Db, found: BillingDifference, after: dict[str, str]) -> None:
    describe(
        db,
        target_type="billing_difference",
        target_id=found.id,
        target_name=f"{found.kind} {found.subject}",
        before={"stripe says": found.stripe_says, "we say": found.we_say},
        after=after,
        organization=found.organization_id,
    )
    await record(db, "billing.fix_difference")


async def _push_seats(me: Actor, found: BillingDifference) -> None:
    """As many seats as are taken, where fewer are paid.

    Its key says which try it is: the provider repeats a refusal under the same one, and two clicks at once are one try.
    """
    if found.organization_id is None:
        return
    facts = await payments().subscription(found.subject)
    async with unit_of_work(me) as db:
        taken = (await queries.seats(db, found.organization_id)).taken
        tried = select(func.count()).select_from(AuditEntry).where(col(AuditEntry.target_id) == str(found.id))
        tries = (await db.exec(tried)).one()
    if facts and facts.status in rules.LIVE and taken > facts.quantity:
        key = f"fix/{found.id}/{facts.quantity}/{taken}/{tries}"
        await payments().change(facts, price=facts.price, quantity=taken, key=key)


async def _verify(me: Actor, found: BillingDifference) -> None:
    """Compare once more; what agrees is marked as fixed. Raises NotFixable."""
    async with unit_of_work(me) as db:
        customer = await queries.customer_named(db, found.customer)
    if customer:
        await check(me, customer, mend=False)
    async with unit_of_work(me) as db:
        row = await db.get(BillingDifference, found.id)
    if row and row.fixed_at is None:
        raise NotFixable(rules.differs_still(DifferenceKind(row.kind)))


def _obstacle(row: BillingDifference) -> str:
    return rules.obstacle(DifferenceKind(row.kind), organization=row.organization_id is not None)


def _difference(row: BillingDifference, names: dict[UUID, str]) -> Difference:
    obstacle = _obstacle(row)
    return Difference(
        id=row.id,
        organization=row.organization_id,
        organization_name=names.get(row.organization_id, "") if row.organization_id else "",
        kind=DifferenceKind(row.kind),
        subject=row.subject,
        stripe_says=row.stripe_says,
        we_say=row.we_say,
        found_at=row.found_at,
        fixed_at=row.fixed_at,
        fixed_by=row.fixed_by,
        fixable=row.fixed_at is None and not obstacle,
        remedy=rules.remedy(DifferenceKind(row.kind)),
        obstacle=obstacle,
    )
