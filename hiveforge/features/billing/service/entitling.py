"""What the plan of an organization allows: one answer for every feature and quantity, from one row."""

from enum import StrEnum

from hiveforge.core import api_limits, entitlements
from hiveforge.core.actor import Actor
from hiveforge.core.api_limits import ApiLimit
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.entitlements import Entitlement
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import files, plans, usage
from hiveforge.features.billing import queries, rules


@requires(Permission.ORGANIZATION_READ)
async def entitlement(actor: Actor, db: Db, asked: plans.Feature | plans.Quantity) -> Entitlement:
    """Whether the plan of the organization acted in includes this, how much of it, how much is left and until when.

    A feature takes one query; seats, AI credits, documents and storage are counted with one more.
    """
    found = await _entitlement(actor, db, asked)
    if asked is plans.Quantity.SEATS:
        return rules.counted(found, (await queries.seats(db, actor.organization_id)).taken)
    if asked is plans.Quantity.AI_CREDITS and actor.may(Permission.USAGE_READ):
        balance = await usage.balance(actor)
        return rules.counted(found, balance.included_used, resets_at=balance.resets_at)
    if asked is plans.Quantity.DOCUMENTS:
        return rules.counted(found, (await files.storage_used(actor, files.Purpose.DOCUMENT)).files)
    if asked is plans.Quantity.STORAGE_MEGABYTES:
        return rules.counted(found, (await files.storage_used(actor)).megabytes)
    return found


async def _entitlement(actor: Actor, db: Db, asked: StrEnum) -> Entitlement:
    """From the row that says which plan counts. One query, in the transaction of the act."""
    standing = await queries.standing(db, actor.organization_id)
    return rules.entitlement(standing, asked, slug=actor.slug, at=now())


async def _api_limit(actor: Actor) -> ApiLimit:
    async with unit_of_work(actor) as db:
        found = await _entitlement(actor, db, plans.Quantity.API_REQUESTS_PER_MINUTE)
    return ApiLimit(found.limit, found.upgrade_url)


entitlements.provide(_entitlement)
api_limits.provide(_api_limit)
