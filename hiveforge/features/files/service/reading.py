"""Files as they are read: what is known of them, and their bytes."""

from collections.abc import AsyncIterator
from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.paging import CursorPage, cut, decode, encode
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.files import queries
from hiveforge.features.files.schemas import Purpose, StorageUsed, StoredFile
from hiveforge.gateways.storage import storage

from .removing import key_of

_LIST = "files"


@requires(Permission.FILES_READ)
async def get(actor: Actor, db: Db, file: UUID) -> StoredFile:  # noqa: ARG001
    """What is known of a file. For everybody in its organization. Raises NotFound, also for another organization's."""
    found = await queries.stored(db, file)
    if found is None:
        raise NotFound
    return found


@requires(Permission.FILES_READ)
async def list_files(actor: Actor, db: Db, *, cursor: str = "", limit: int = 25) -> CursorPage[StoredFile]:  # noqa: ARG001
    """The attachments of the organization, newest first."""
    before = UUID(decode(_LIST, cursor)[0]) if cursor else None
    found = await queries.list_stored(db, Purpose.ATTACHMENT, before=before, limit=limit + 1)
    rows, following = cut(found, limit, lambda row: encode(_LIST, [str(row.id)]))
    return CursorPage(items=rows, next_cursor=following)


@requires(Permission.FILES_READ)
async def storage_used(actor: Actor, db: Db) -> StorageUsed:
    """What the files of the organization take, those on their way included."""
    return await queries.used(db, actor.organization_id, now())


@converses(Permission.FILES_READ)
async def read(actor: Actor, file: UUID, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
    """The bytes of a file from `start` up to and without `end`, piece by piece. For everybody in its organization.

    Raises NotFound and Unavailable, both before the first byte; Unavailable also between two pieces.
    """
    found = await get(actor, file)
    return await storage().open(key_of(found.organization_id, found.id), start=start, end=end)
