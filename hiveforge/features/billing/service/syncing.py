"""One function makes our tables say what the payment provider says. Everything that wants that calls it.

Messages say only that something happened: what is true is read anew, with no transaction open. A look at the provider
takes a ticket before it begins. It is written unless a look that began later is written already, and taken again when
another one was written meanwhile: so looks follow each other, and an older one never overwrites a newer one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, true
from sqlmodel import col, select, update

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor, system
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.errors import SyncBusy
from hiveforge.features.billing.models import BillingCustomer
from hiveforge.features.billing.schemas import BillingState
from hiveforge.gateways.payments import payments

from .acts import lock_billing
from .writing import write

_ROUNDS = 8


async def sync_organization(
    actor: Actor, organization: UUID, *, checkout: str = "", since: datetime | None = None
) -> bool:
    """Make our tables say what the provider says, with all that follows: plan, seats, credits, audit, news and mails.

    For the system's actor. Twice changes nothing, and neither does an organization that never bought anything.
    `checkout` is one that has ended and may not be known here. With `since` a look that began after it is enough,
    whoever took it. Returns whether this one was needed. Raises Unavailable.
    """
    for _ in range(_ROUNDS):
        begun = await _begin(actor, organization, since)
        if begun is None:
            return False
        state = await look(begun.customer, [*begun.checkouts, checkout])
        if await _end(actor, organization, begun, state):
            return True
    raise SyncBusy(retry_after=1)


async def look(customer: str, checkouts: list[str]) -> BillingState:
    """Everything that the provider says of a customer now. No transaction is open meanwhile."""
    provider = payments()
    subscriptions = await provider.subscriptions(customer)
    chosen = rules.running(subscriptions)
    ended = [await provider.checkout(name) for name in dict.fromkeys(checkouts) if name]
    return BillingState(
        subscriptions=subscriptions,
        renewal=await provider.preview_renewal(chosen) if chosen else None,
        invoices=await provider.invoices(customer),
        card=await provider.card(customer),
        checkouts=[found for found in ended if found and found.customer == customer],
        at=await provider.now(),
    )


@dataclass(frozen=True, slots=True)
class _Begun:
    customer: str
    ticket: int
    seen: int
    at: datetime
    checkouts: list[str]


async def _begin(actor: Actor, organization: UUID, since: datetime | None = None) -> _Begun | None:
    synced_at = col(BillingCustomer.synced_at)
    needed = or_(synced_at.is_(None), synced_at <= since) if since else true()
    async with unit_of_work(actor) as db:
        taken = (
            update(BillingCustomer)
            .where(col(BillingCustomer.organization_id) == organization, needed)
            .values(ticket=col(BillingCustomer.ticket) + 1)
            .returning(
                col(BillingCustomer.external_id),
                col(BillingCustomer.ticket),
                col(BillingCustomer.synced_ticket),
                func.now(),
            )
        )
        row = (await db.exec(taken)).one_or_none()
        if row is None:
            return None
        return _Begun(*row, checkouts=list(await queries.unsettled_checkouts(db, organization)))


async def _end(actor: Actor, organization: UUID, begun: _Begun, state: BillingState) -> bool:
    """Write what was seen; False when it must be looked at again."""
    async with unit_of_work(actor) as db:
        await lock_billing(db, organization)
        mine = select(BillingCustomer).where(col(BillingCustomer.external_id) == begun.customer).with_for_update()
        customer = (await db.exec(mine)).first()
        if customer is None or customer.organization_id != organization or customer.synced_ticket > begun.ticket:
            return True
        if customer.synced_ticket != begun.seen:
            return False
        customer.synced_ticket, customer.synced_at = begun.ticket, begun.at
        db.add(customer)
        await write(actor, db, customer, state)
        return True


@converses(Permission.BILLING_READ)
async def refresh(actor: Actor) -> None:
    """Look at the provider now, for a page that waits for its message. At most 20 times a minute for an organization.

    Raises TooMany, Unavailable.
    """
    await ratelimit.take(f"billing refresh {actor.organization_id}", limit=20, per=timedelta(minutes=1))
    await sync_organization(system("synchronizing billing"), actor.organization_id)
