"""How many people an organization has room for."""

from collections.abc import Sequence
from uuid import UUID

from hiveforge.core.db import Db
from hiveforge.features.organizations.queries import organizations as organization_queries
from hiveforge.features.organizations.queries import seats as queries
from hiveforge.features.organizations.schemas import SeatsTaken


async def seats_taken(db: Db, organization: UUID) -> SeatsTaken:
    """Members, and open invitations by mail, which hold a seat each. Whoever may see the organization may know."""
    return await queries.taken(db, organization)


async def names(db: Db, wanted: Sequence[UUID]) -> dict[UUID, str]:
    """What organizations are called, for lists across them. The system's transaction sees all of them."""
    return await organization_queries.names(db, wanted)
