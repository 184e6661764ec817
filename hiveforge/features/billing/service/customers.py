"""The organization as the provider's customer: made once, at its first purchase."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.features import organizations
from hiveforge.features.billing import queries
from hiveforge.features.billing.models import BillingCustomer
from hiveforge.features.billing.schemas import ActKind, ActStatus
from hiveforge.gateways.payments import CustomerFacts, payments

from . import acts


async def customer_of(actor: Actor) -> str | None:
    """The provider's name for the actor's organization; None before its first purchase."""
    async with unit_of_work(actor) as db:
        found = await queries.customer(db, actor.organization_id)
        return found.external_id if found else None


async def ensure_customer(actor: Actor) -> str:
    """The same, made when there is none. Whoever comes first says name and address; several at once make one customer."""
    if known := await customer_of(actor):
        return known
    said = {"name": (await organizations.get(actor)).name, "email": actor.email}
    act = await acts.begin(actor, ActKind.CUSTOMER, said, first_wins=True)
    # Whoever was first has noted its customer before it ended its act: then this one was begun for nothing.
    if known := await customer_of(actor):
        await acts.note(actor, act.id, status=ActStatus.SETTLED)
        return known

    async def ask(key: str) -> CustomerFacts:
        return await payments().create_customer(organization=str(actor.organization_id), **act.arguments, key=key)

    customer = await adopt(actor, actor.organization_id, await acts.patiently(ask, str(act.id)))
    await acts.note(actor, act.id, status=ActStatus.SETTLED)
    return customer


async def adopt(actor: Actor, organization: UUID, customer: CustomerFacts) -> str:
    """Keep who the organization is at the provider, unless that is known. Returns what is known now."""
    row = {"id": new_id(), "created_at": now(), "organization_id": organization, "external_id": customer.id}
    blank = {"ticket": 0, "synced_ticket": 0, "card_brand": "", "card_last4": ""}
    blank |= {"card_expires_month": 0, "card_expires_year": 0}
    async with unit_of_work(actor, reason=acts.WRITES) as db:
        await db.exec(insert(BillingCustomer).values(**row, **blank).on_conflict_do_nothing())
        known = select(BillingCustomer.external_id).where(col(BillingCustomer.organization_id) == organization)
        return (await db.exec(known)).one()


async def organization_of(actor: Actor, customer: str) -> tuple[UUID | None, str]:
    """Whose customer that is, or why it is nobody's that we serve. For the system's actor.

    One that we made and whose maker died before noting it is ours: the provider knows for whom it was made.
    """
    async with unit_of_work(actor) as db:
        known = await queries.customer_named(db, customer)
        if known:
            return await _served(db, known.organization_id)
    facts = await payments().customer(customer)
    made_for = _uuid(facts.organization) if facts else None
    if facts is None or made_for is None:
        return None, "We know no such customer."
    async with unit_of_work(actor) as db:
        served, reason = await _served(db, made_for)
    if served is None:
        return None, reason
    if await adopt(actor, served, facts) != customer:
        return None, "The organization has another customer already."
    return served, ""


async def _served(db: Db, organization: UUID | None) -> tuple[UUID | None, str]:
    if organization is None:
        return None, "The organization was deleted for good."
    try:
        await organizations.billing_contacts(db, organization)
    except NotFound:
        return None, "The organization was deleted."
    return organization, ""


async def served(actor: Actor, made_for: str) -> UUID | None:
    """The organization with this id, as text, unless there is none. For the system's actor."""
    organization = _uuid(made_for)
    async with unit_of_work(actor) as db:
        return (await _served(db, organization))[0] if organization else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
