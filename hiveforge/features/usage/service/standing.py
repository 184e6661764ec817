"""What an organization has, for the other parts of the service."""

from uuid import UUID

from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.schemas import Balance


async def current(db: Db, organization: UUID) -> Balance:
    """The balance of an organization that has an account. Raises NotFound."""
    standing = await queries.standing(db, organization)
    if standing is None:
        raise NotFound
    return rules.balance(standing, now())
