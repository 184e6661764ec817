"""What killed processes and lost messages have left behind is removed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.features.files import queries
from hiveforge.gateways.storage import StoredObject, storage

from .removing import discard, remove_object

log = structlog.get_logger(__name__)

ORPHANED_AFTER = timedelta(days=1)
"""No upload takes longer, so an older object without a row never gets one."""
_REMOVED_WITHIN = timedelta(hours=4)
_AT_ONCE = 200


async def give_up_unfinished(actor: Actor, at: datetime | None = None) -> int:
    """Delete uploads whose time is over, and queue again what was deleted and not removed. For the system's actor."""
    moment, count = at or now(), 0
    async with unit_of_work(actor) as db:
        for file in await queries.left_over(db, moment - _REMOVED_WITHIN, _AT_ONCE):
            await remove_object.later(db, file=str(file))
    while True:
        async with unit_of_work(actor) as db:
            found = await queries.unfinished(db, moment, _AT_ONCE)
            await discard(db, found)
        count += len(found)
        if len(found) < _AT_ONCE:
            return count


async def remove_orphans(actor: Actor, at: datetime | None = None) -> int:
    """Remove objects older than a day that no row knows, such as those of organizations that are gone.

    For the system's actor. Returns how many went. Objects under keys that are not ours stay.
    """
    before, count = (at or now()) - ORPHANED_AFTER, 0
    for prefix, known in (("organizations/", queries.known), ("pictures/", queries.known_pictures)):
        async for batch in storage().list(prefix):
            for key in await _orphans(actor, [found for found in batch if found.modified_at < before], known):
                await storage().delete(key)
                log.info("removed an orphaned object", key=key)
                count += 1
    return count + await storage().forget_unfinished(ORPHANED_AFTER)


Known = Callable[[Db, Sequence[UUID]], Awaitable[set[UUID]]]


async def _orphans(actor: Actor, objects: Sequence[StoredObject], known: Known) -> list[str]:
    named = {id_: found.key for found in objects if (id_ := _id_in(found.key))}
    async with unit_of_work(actor) as db:
        there = await known(db, list(named))
    return [key for id_, key in named.items() if id_ not in there]


def _id_in(key: str) -> UUID | None:
    try:
        return UUID(key.rpartition("/")[2])
    except ValueError:
        return None
