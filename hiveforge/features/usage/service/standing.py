"""What an organization has, for the other parts of the service."""

from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.features import organizations
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.schemas import Balance


async def found_or_untouched(actor: Actor, db: Db) -> rules.Standing:
    """The numbers of the organization acted in, also before its first act."""
    standing = await queries.standing(db, actor.organization_id)
    if standing is None:
        founded = (await organizations.get(actor)).created_at
        standing = rules.untouched(rules.month_of(founded, now()))
    return standing


async def current(db: Db, organization: UUID) -> Balance:
    """The balance of an organization that has an account. Raises NotFound."""
    standing = await queries.standing(db, organization)
    if standing is None:
        raise NotFound
    return rules.balance(standing, now())
