"""Uploads: room is taken, bytes flow with no transaction open, and the file is there at once or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import structlog
from sqlmodel import col, select

from hiveforge.core import entitlements
from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.live import announce
from hiveforge.core.locks import lock
from hiveforge.core.outages import DATABASE_OUTAGES
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features import plans
from hiveforge.features.files import queries, rules
from hiveforge.features.files.errors import UploadCutShort, UploadGone, UploadTooSlow
from hiveforge.features.files.models import File
from hiveforge.features.files.schemas import FileState, StoredFile, UploadForm
from hiveforge.gateways.storage import Written, storage

from .removing import discard, key_of

log = structlog.get_logger(__name__)

SILENCE = timedelta(seconds=30)
"""A sender who sends nothing for so long is gone."""

Then = Callable[[Actor, Db, StoredFile], Awaitable[None]]


@converses(Permission.FILES_WRITE)
async def upload(
    actor: Actor,
    form: UploadForm,
    content: AsyncIterator[bytes],
    *,
    then: Then | None = None,
    replacing: UUID | None = None,
) -> StoredFile:
    """Store exactly `form.size` bytes as a file of the organization acted in. For members and above.

    `then` is done in the transaction that makes the file visible, and writes that act's audit entry; when it raises,
    the file is not stored. A file that it discards is named in `replacing`: the room that it takes does not count then.
    Whatever fails, and a caller who is cancelled or goes away, leave nothing behind and give
    the room back. Twice makes two files. What `content` raises comes out again.
    Raises EmptyFile, FileTooLarge, StorageFull, TooManyFiles, TooManyUploads, TypeNotAllowed, UploadCutShort,
    UploadTooSlow, UploadGone, Unavailable.
    """
    begun = await _begin(actor, form, replacing)
    try:
        async with asyncio.timeout((begun.expires_at - now()).total_seconds()):
            content_type, written = await _receive(begun, content)
        return await _finish(actor, begun, content_type, written, then)
    except TimeoutError as error:
        await _give_up(begun)
        raise UploadTooSlow from error
    except BaseException:
        await asyncio.shield(_give_up(begun))
        raise


async def _begin(actor: Actor, form: UploadForm, replacing: UUID | None) -> File:
    """Hold room for the file. Uploads that begin at once come one after the other, so that none passes a limit."""
    async with unit_of_work(actor) as db:
        organization = actor.organization_id
        await lock(db, f"files:{organization}")
        rules.check_size(form, await entitlements.find(actor, db, plans.Quantity.FILE_MEGABYTES))
        rules.check_running(await queries.running(db, organization, now()))
        if counted := rules.PURPOSES[form.purpose].counted:
            used = await queries.used(db, organization, now(), form.purpose, without=replacing)
            rules.check_count(used.files, await entitlements.find(actor, db, counted))
        room = await entitlements.find(actor, db, plans.Quantity.STORAGE_MEGABYTES)
        rules.check_room(form, await queries.used(db, organization, now(), without=replacing), room)
        file = File(
            organization_id=organization,
            purpose=form.purpose,
            name=form.name,
            size=form.size,
            uploaded_by=actor.id,
            expires_at=now() + rules.time_for(form.size),
        )
        db.add(file)
    return file


async def _receive(file: File, content: AsyncIterator[bytes]) -> tuple[str, Written]:
    stream = exactly(file.size, content)
    head, rest = await _peek(stream, rules.HEAD_BYTES)
    content_type = rules.sniff(head, file.name)
    rules.check_type(file.purpose, content_type)
    return content_type, await storage().put(key_of(file.organization_id, file.id), rest)


async def _finish(actor: Actor, begun: File, content_type: str, written: Written, then: Then | None) -> StoredFile:
    async with unit_of_work(actor) as db:
        waiting = select(File).where(col(File.id) == begun.id, col(File.state) == FileState.UPLOADING)
        file = (await db.exec(waiting.with_for_update())).first()
        if file is None or file.expires_at <= now():
            raise UploadGone
        file.state, file.stored_at = FileState.STORED, now()
        file.sha256, file.content_type = written.sha256, content_type
        await db.flush()
        stored = queries.as_stored(file)
        await announce(db, "files")
        if then is not None:
            await then(actor, db, stored)
        else:
            describe(db, target_type="file", target_id=file.id, target_name=file.name, after={"size": file.size})
            await record(db, "files.upload")
    return stored


async def _give_up(begun: File) -> None:
    """Give the room back at once. If even that fails, the sweep does it when the upload's time is over."""
    try:
        async with unit_of_work(system("giving up an upload")) as db:
            found = await db.get(File, begun.id, with_for_update=True)
            if found is not None and found.state == FileState.UPLOADING:
                await discard(db, [begun.id])
    except DATABASE_OUTAGES:
        log.warning("an upload that was given up stays until it is swept", file=str(begun.id))


async def exactly(size: int, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The stream, which has to keep coming and to be of the size that was announced."""
    left = size
    while True:
        try:
            async with asyncio.timeout(SILENCE.total_seconds()):
                chunk = await anext(content, None)
        except TimeoutError as error:
            raise UploadTooSlow from error
        if chunk is None:
            break
        left -= len(chunk)
        if left < 0:
            raise UploadCutShort("More arrived than was announced. Try again.")
        yield chunk
    if left:
        raise UploadCutShort


async def _peek(stream: AsyncIterator[bytes], size: int) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, and the whole stream, them included."""
    head = b""
    while len(head) < size and (chunk := await anext(stream, None)) is not None:
        head += chunk

    async def whole() -> AsyncIterator[bytes]:
        yield head
        async for chunk in stream:
            yield chunk

    return head[:size], whole()
