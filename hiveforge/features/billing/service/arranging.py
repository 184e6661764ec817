"""Plans by arrangement: given, changed and ended by those who run the installation, never paid through the provider.

While one runs, nothing may be paid beside it: whatever is there when it begins is ended at the provider, by a job of the same
transaction that is repeated until the provider has done it. Nothing new can be bought meanwhile.
"""

from uuid import UUID

from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.jobs import job
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access
from hiveforge.core.service import converses, requires
from hiveforge.features import organizations, plans
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.errors import SubscriptionRuns
from hiveforge.features.billing.models import BillingArrangement, Subscription
from hiveforge.features.billing.schemas import ArrangeForm, Arrangement
from hiveforge.gateways.payments import payments

from . import letters
from .acts import lock_billing
from .standing import counted_from, stand
from .syncing import sync_organization

ADMINS = "plans are arranged across organizations; only those who run this installation do that"


@converses(Access.PLATFORM_ADMIN)
async def arrange_plan(actor: Actor, organization: UUID, form: ArrangeForm) -> None:
    """Give an organization the plan by arrangement, or change the terms of the one that runs; they count at once.

    The same terms again change nothing. A subscription that runs is ended at the provider when the form agrees to that:
    it is charged no more, and nothing is refunded by itself. Raises Invalid, NotFound, SubscriptionRuns, and Unavailable
    when the provider does not say whether something is paid; nothing has changed then.
    """
    until = rules.until(form, now())
    await sync_organization(system("arranging a plan"), organization)
    async with unit_of_work(actor, reason=ADMINS) as db:
        await lock_billing(db, organization)
        if not await queries.is_there(db, organization):
            raise NotFound
        contacts = await organizations.billing_contacts(db, organization)
        running = await queries.arrangement(db, organization)
        paid = await _paid(db, organization)
        if paid and running is None and not form.ends_subscription:
            raise SubscriptionRuns
        before = rules.arrangement(running)
        row = running or BillingArrangement(
            organization_id=organization, plan=rules.ARRANGED_PLAN.key, limits={}, starts_at=now(), arranged_by=""
        )
        terms = Arrangement(row.plan, form.limits, row.starts_at, until)
        if (before, row.note) == (terms, form.note):
            return
        row.sqlmodel_update({
            "limits": {name.value: limit for name, limit in form.limits.items()},
            "until_at": until, "note": form.note, "arranged_by": actor.name,
        })  # fmt: skip
        db.add(row)
        await stand(db, organization, rules.with_arrangement(rules.ended(None), terms), period=counted_from(terms))
        if before != terms:
            await letters.write_arranged(db, contacts, organization, terms, begins=before is None)
        await _told(db, organization, before, terms, ends=paid if running is None else None)
        await record(db, "billing.arrange_plan")
        await settle_with_provider.later(db, organization=str(organization))


@requires(Access.PLATFORM_ADMIN, system=ADMINS)
async def end_arrangement(actor: Actor, db: Db, organization: UUID) -> None:
    """End a plan by arrangement at once: the organization is on Free, and may buy again. Nothing is deleted.

    Twice is once. Raises NotFound for an organization that has none.
    """
    await lock_billing(db, organization)
    row = await queries.arrangement(db, organization)
    if row is None:
        raise NotFound
    await _end(db, row, by=actor.name)


async def keep_arrangements(actor: Actor) -> int:
    """End arrangements whose time is over, and what is paid beside those that run. For the system's actor.

    Twice ends nothing twice. Returns how many arrangements have ended.
    """
    async with unit_of_work(actor) as db:
        lapsed = await queries.lapsed(db, now())
    for row in lapsed:
        async with unit_of_work(actor) as db:
            await _lapse(db, row.organization_id)
    async with unit_of_work(actor) as db:
        for organization in await queries.paid_beside(db):
            await settle_with_provider.later(db, organization=str(organization))
    return len(lapsed)


@job
async def settle_with_provider(organization: str) -> None:
    """End what is paid beside a plan by arrangement, and write down what is true at the provider then."""
    actor = system("ending what is paid beside an arranged plan")
    await _end_paid(actor, UUID(organization))
    await sync_organization(actor, UUID(organization))


async def _end_paid(actor: Actor, organization: UUID) -> None:
    """At the provider: checkouts that are open expire, subscriptions that run end without a further charge."""
    async with unit_of_work(actor) as db:
        customer = await queries.customer(db, organization)
        if customer is None or await queries.arrangement(db, organization) is None:
            return
        checkouts = await queries.unsettled_checkouts(db, organization)
    for checkout in checkouts:
        await payments().expire_checkout(checkout, key=f"arranged/{checkout}")
    for facts in await payments().subscriptions(customer.external_id):
        if facts.status in rules.LIVE:
            await payments().end_now(facts.id, key=f"arranged/{facts.id}")


async def _lapse(db: Db, organization: UUID) -> None:
    """Its terms may have changed since it was found: only one whose time is over ends."""
    await lock_billing(db, organization)
    row = await queries.arrangement(db, organization)
    if row and row.until_at and row.until_at <= now():
        await _end(db, row, by="its terms")
        await record(db, "billing.end_arrangement")


async def _end(db: Db, row: BillingArrangement, *, by: str) -> None:
    organization, terms = row.organization_id, rules.arrangement(row)
    row.ended_at, row.ended_by = now(), by
    db.add(row)
    await db.flush()
    truth = rules.ended(await queries.subscription(db, organization))
    await stand(db, organization, truth, period=counted_from(terms) if terms else None)
    contacts = await organizations.billing_contacts(db, organization)
    await letters.write_plan_ended(db, contacts, organization, plans.get(row.plan))
    await _told(db, organization, terms, None, ends=None)
    await settle_with_provider.later(db, organization=str(organization))


async def _paid(db: Db, organization: UUID) -> Subscription | None:
    """The subscription that can still cost money."""
    found = await queries.subscription(db, organization)
    return found if found and found.status in rules.LIVE else None


async def _told(
    db: Db, organization: UUID, before: Arrangement | None, after: Arrangement | None, *, ends: Subscription | None
) -> None:
    """Describe it for the audit log, and let open tabs hear of it."""
    ended = {"subscription": f"{ends.price} × {ends.quantity}"} if ends else {}
    gone = {"subscription": "ends now"} if ends else {}
    describe(
        db,
        target_type="plan",
        target_id=organization,
        target_name=rules.ARRANGED_PLAN.name,
        before=ended | rules.told(before),
        after=gone | (rules.told(after) or {"plan": plans.FREE.name}),
        organization=organization,
    )
    await announce(db, "billing", organization=organization)
