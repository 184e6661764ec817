"""Files as they are read: what is known of them, and their bytes."""

from collections.abc import AsyncIterator
from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound, NotSignedIn
from hiveforge.core.paging import CursorPage, cut, decode, encode
from hiveforge.core.permissions import Access, Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.files import queries, rules
from hiveforge.features.files.schemas import FileLink, Purpose, SignedLink, StorageUsed, StoredFile
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
async def storage_used(actor: Actor, db: Db, purpose: Purpose | None = None) -> StorageUsed:
    """What the files of the organization take, of all purposes or one, those on their way included."""
    return await queries.used(db, actor.organization_id, now(), purpose)


@converses(Permission.FILES_READ)
async def read(actor: Actor, file: UUID, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
    """The bytes of a file from `start` up to and without `end`, piece by piece. For everybody in its organization.

    Raises NotFound and Unavailable, both before the first byte; Unavailable also between two pieces.
    """
    found = await get(actor, file)
    return await storage().open(key_of(found.organization_id, found.id), start=start, end=end)


@requires(Permission.FILES_READ)
async def link(actor: Actor, db: Db, file: UUID, *, inline: bool = False) -> FileLink:
    """An address for programs and pictures that send no cookie. Whoever has it may read the file for five minutes,
    but no longer than the actor could: it ends with their session, their membership and the file. Raises NotFound.
    """
    if await queries.stored(db, file) is None:
        raise NotFound
    if actor.session is None:
        raise NotSignedIn
    until = now() + rules.LINK_LASTS
    signed = rules.sign(file, actor.organization_id, actor.session, until, inline=inline)
    return FileLink(rules.address(signed), until)


@requires(Access.PUBLIC, system="whoever has a signed link reads that one file as the person who made it")
async def follow(actor: Actor, db: Db, signed: SignedLink) -> StoredFile:  # noqa: ARG001
    """The file of a link. Raises NotFound for links that are forged, too old, or whose maker may not read it any more."""
    if not rules.is_genuine(signed, now()):
        raise NotFound
    found = await queries.linked(db, signed.file, signed.organization, signed.session)
    if found is None:
        raise NotFound
    return found


@converses(Access.PUBLIC)
async def read_linked(actor: Actor, signed: SignedLink, *, start: int, end: int) -> AsyncIterator[bytes]:
    """`read` for whoever has a signed link. Raises the same, and what `follow` raises."""
    found = await follow(actor, signed)
    return await storage().open(key_of(found.organization_id, found.id), start=start, end=end)
