"""Comparing the provider with us, by night and on demand, and fixing what differs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col, select, update

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Access
from hiveforge.core.service import converses
from hiveforge.core.settings import settings
from hiveforge.features import plans, usage
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.models import BillingComparison, BillingCustomer, BillingDifference
from hiveforge.features.billing.schemas import BillingState, DifferenceKind, Reconciliation, Standing
from hiveforge.gateways.payments import CustomerFacts, payments

from .customers import served
from .syncing import look, sync_organization

log = structlog.get_logger(__name__)
_MENDED = frozenset({DifferenceKind.SUBSCRIPTION, DifferenceKind.INVOICE})


async def reconcile(actor: Actor, *, mend: bool = True) -> Reconciliation:
    """Compare every customer, subscription, seat, invoice and meter with the provider, and keep the differences.

    For the system's actor. With `mend` it looks anew at organizations whose plan or invoices differ, which is always right; what
    costs somebody something waits for a person. What differs no more counts as fixed.
    """
    async with unit_of_work(actor) as db:
        customers = await queries.customers(db)
    known = {customer.external_id for customer in customers}
    found = [await _strangers(actor, known)]
    failed = 0
    for customer in customers:
        try:
            found.append(await check(actor, customer, mend=mend))
        except AppError as error:
            failed += 1
            log.warning("not compared", customer=customer.external_id, reason=error.message)
    done = Reconciliation(checked=len(customers) - failed, found=sum(found), failed=failed)
    await _remember(actor, done)
    return done


@converses(Access.PLATFORM_ADMIN)
async def reconcile_now(actor: Actor) -> Reconciliation:
    """Compare everything with the provider now; changes nothing but the list of differences."""
    return await reconcile(system(actor.name), mend=False)


async def check(actor: Actor, customer: BillingCustomer, *, mend: bool) -> int:
    """Compare one customer with the provider and keep what differs; returns how much that is. For the system's actor."""
    found = await _disagreements(actor, customer)
    if mend and customer.organization_id and any(one.kind in _MENDED for one in found):
        await _keep(actor, customer, found)
        await sync_organization(actor, customer.organization_id)
        found = await _disagreements(actor, customer)
    await _keep(actor, customer, found)
    return len(found)


async def _disagreements(actor: Actor, customer: BillingCustomer) -> Sequence[rules.Disagreement]:
    state = await look(customer.external_id, [])
    paid = _paid(state)
    organization = customer.organization_id
    if organization is None:
        running = [one for one in state.subscriptions if one.status in rules.LIVE]
        return [rules.Disagreement(DifferenceKind.ORPHAN, one.id, one.price, "deleted for good") for one in running]
    metered = await _metered(actor, organization, customer.external_id, paid)
    async with unit_of_work(actor) as db:
        truth = rules.with_arrangement(paid, rules.arrangement(await queries.arrangement(db, organization)))
        ours, people = await queries.ours(db, organization), await queries.seats(db, organization)
        invoices = await queries.known_invoices(db, organization)
    return [
        *rules.compare(
            customer.external_id,
            truth,
            ours,
            metered=metered,
            taken=people.taken,
            per_seat=plans.get(truth.plan).per_seat,
        ),
        *rules.compare_invoices(state.invoices, invoices),
    ]


async def _metered(actor: Actor, organization: UUID, customer: str, truth: Standing) -> rules.Metered:
    """What the meter holds for the running period, and what became of what we told it."""
    span = _metered_span(truth)
    if span is None:
        return rules.Metered()
    held = await payments().reported_usage(customer, start=span[0], end=span[1])
    told = await usage.reported_total(actor, organization, *span)
    return rules.Metered(held, told, await usage.refused_total(actor, organization, *span))


async def report_missing(actor: Actor, customer: str) -> None:
    """Report again what this customer's meter lost in the running period. For the system's actor."""
    if span := _metered_span(_paid(await look(customer, []))):
        await usage.report_missing(actor, customer, *span)


def _paid(state: BillingState) -> Standing:
    return rules.standing_of(state.subscriptions, state.invoices, at=state.at, grace_days=settings().billing_grace_days)


def _metered_span(truth: Standing) -> tuple[datetime, datetime] | None:
    """The running period in whole minutes, which is what meters add up; None where nothing is metered."""
    facts = truth.subscription
    if facts is None or not facts.metered_item:
        return None
    return facts.period_start.replace(second=0, microsecond=0), facts.period_end.replace(second=0, microsecond=0)


async def _strangers(actor: Actor, known: set[str]) -> int:
    """Customers that were made for one of our organizations and whose maker died before noting it."""
    found: list[str] = []
    for facts in await payments().customers():
        if facts.id not in known and not facts.deleted and await _is_ours(actor, facts):
            found.append(facts.id)
            disagreement = rules.Disagreement(DifferenceKind.CUSTOMER, facts.id, facts.name, "no such customer")
            async with unit_of_work(actor) as db:
                await db.exec(_kept(UUID(facts.organization), facts.id, disagreement))
    async with unit_of_work(actor) as db:
        stranger = col(BillingDifference.kind) == DifferenceKind.CUSTOMER
        gone = (stranger, col(BillingDifference.fixed_at).is_(None), col(BillingDifference.subject).not_in(found))
        await db.exec(update(BillingDifference).where(*gone).values(fixed_at=now(), fixed_by=actor.name))
    return len(found)


async def _is_ours(actor: Actor, facts: CustomerFacts) -> bool:
    return await served(actor, facts.organization) is not None


async def _remember(actor: Actor, done: Reconciliation) -> None:
    async with unit_of_work(actor) as db:
        db.add(
            BillingComparison(
                compared_at=now(), compared_by=actor.name, checked=done.checked, found=done.found, failed=done.failed
            )
        )


async def _keep(actor: Actor, customer: BillingCustomer, found: Sequence[rules.Disagreement]) -> None:
    """Write down what differs; what stood here and differs no more is fixed."""
    async with unit_of_work(actor) as db:
        for one in found:
            await db.exec(_kept(customer.organization_id, customer.external_id, one))
        standing = col(BillingDifference.customer) == customer.external_id
        still = [(one.kind.value, one.subject) for one in found]
        rows = await db.exec(select(BillingDifference).where(standing, col(BillingDifference.fixed_at).is_(None)))
        gone = [row.id for row in rows.all() if (row.kind, row.subject) not in still]
        fixed = update(BillingDifference).where(col(BillingDifference.id).in_(gone))
        await db.exec(fixed.values(fixed_at=now(), fixed_by=actor.name))


def _kept(organization: UUID | None, customer: str, one: rules.Disagreement) -> Insert:
    said = {"stripe_says": one.stripe_says, "we_say": one.we_say, "fixed_at": None, "fixed_by": ""}
    row = {
        "id": new_id(),
        "created_at": now(),
        "found_at": now(),
        "organization_id": organization,
        "customer": customer,
    }
    made = insert(BillingDifference).values(**row, kind=one.kind, subject=one.subject, **said)
    return made.on_conflict_do_update(index_elements=["kind", "subject"], set_=said)
