"""Counts of members and of those who are asked to become one."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.features.organizations.models import Organization
from hiveforge.features.organizations.schemas import SeatsTaken

_TAKEN = sa.text("select used, held from private.seats_taken(:organization)")
_ROOM = sa.text("select private.has_seat_for(:organization, :email)")


async def taken(db: Db, organization: UUID) -> SeatsTaken:
    """Seats in use and seats held; none for an organization that the actor does not belong to."""
    row = (await (await db.connection()).execute(_TAKEN, {"organization": organization})).one()
    return SeatsTaken(used=row.used, held=row.held)


async def room_for(db: Db, organization: UUID, email: str | None) -> bool:
    """Whether a seat is free, or promised to this address and still there. For the system login."""
    values = {"organization": organization, "email": email}
    return (await (await db.connection()).execute(_ROOM, values)).scalar_one()


async def limit(db: Db, organization: UUID) -> int | None:
    """How many people fit; None without limit."""
    return (await db.exec(select(Organization.seat_limit).where(col(Organization.id) == organization))).first()
