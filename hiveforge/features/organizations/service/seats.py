"""How many people an organization has room for."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, update

from hiveforge.core import entitlements
from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import plans
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.models import Organization
from hiveforge.features.organizations.queries import organizations as organization_queries
from hiveforge.features.organizations.queries import seats as queries
from hiveforge.features.organizations.schemas import Seats, SeatsTaken


async def seats_taken(db: Db, organization: UUID) -> SeatsTaken:
    """Members, and open invitations by mail, which hold a seat each. Whoever may see the organization may know."""
    return await queries.taken(db, organization)


async def limit_seats(db: Db, organization: UUID, seats: int | None) -> None:
    """Let this many people fit from now on, None for any number. For the system's transaction. Nobody is removed."""
    await db.exec(update(Organization).where(col(Organization.id) == organization).values(seat_limit=seats))
    await announce(db, "members", organization=organization)


@requires(Permission.MEMBERS_READ)
async def seats(actor: Actor, db: Db) -> Seats:
    """How many seats are used, held by invitations, and there in all, and whether the plan sells more."""
    taken = await queries.taken(db, actor.organization_id)
    plan = plans.get((await entitlements.find(actor, db, plans.Quantity.SEATS)).plan)
    return Seats(taken.used, taken.held, await queries.limit(db, actor.organization_id), sold=plan.per_seat)


async def refuse_beyond_seats(actor: Actor, db: Db, more: int) -> None:
    """Raise OutOfSeats for all who are asked at once. The database refuses too, for those who come at the same moment."""
    taken, most = await queries.taken(db, actor.organization_id), await queries.limit(db, actor.organization_id)
    if most is not None and taken.taken + more > most:
        free = max(most - taken.taken, 0)
        raise OutOfSeats.of(
            actor.slug,
            limit=most,
            used=taken.taken,
            wanted=taken.taken + more,
            message=_too_few(most, free),
            param="emails",
        )


async def names(db: Db, wanted: Sequence[UUID]) -> dict[UUID, str]:
    """What organizations are called, for lists across them. The system's transaction sees all of them."""
    return await organization_queries.names(db, wanted)


def _too_few(most: int, free: int) -> str:
    if not free:
        return f"All {most:,} seats of your plan are taken. Add seats, or remove a member or an invitation first."
    return f"Your plan has {most:,} seats, and {free:,} {'is' if free == 1 else 'are'} free. Add seats, or invite fewer people."
