"""Deleting: the row first, so that nobody sees the file any more; then, by a job, the object."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.jobs import job
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features.files import queries
from hiveforge.features.files.errors import FileInUse
from hiveforge.features.files.models import File
from hiveforge.features.files.schemas import FileState, Purpose
from hiveforge.gateways.storage import storage


@requires(Permission.FILES_WRITE)
async def delete(actor: Actor, db: Db, file: UUID) -> None:  # noqa: ARG001
    """Delete an attachment for good. For members and above. Twice is NotFound.

    Raises FileInUse for files of another purpose: the slice that they belong to deletes them.
    """
    found = await queries.stored(db, file)
    if found is None:
        raise NotFound
    if found.purpose is not Purpose.ATTACHMENT:
        raise FileInUse
    await discard(db, [file])
    describe(db, target_type="file", target_id=file, target_name=found.name, before={"size": found.size})
    await announce(db, "files")


async def discard(db: Db, files: Sequence[UUID]) -> None:
    """Delete these files in the transaction of somebody's act; their objects are removed after it. Twice is harmless."""
    gone = (
        sa.update(File)
        .where(col(File.id).in_(files), col(File.state) != FileState.DELETED)
        .values(state=FileState.DELETED, deleted_at=now())
        .returning(col(File.id))
    )
    for file in (await db.exec(gone)).scalars().all():
        await remove_object.later(db, file=str(file))


@job
async def remove_object(file: str) -> None:
    """Remove the object of a deleted file; see `remove`."""
    await remove(system("removing deleted files"), UUID(file))


async def remove(actor: Actor, file: UUID) -> None:
    """Remove the object of a deleted file, then its row. For the system's actor. Twice is harmless."""
    async with unit_of_work(actor) as db:
        found = await db.get(File, file)
    if found is None or found.state != FileState.DELETED:
        return
    await storage().delete(key_of(found.organization_id, found.id))
    async with unit_of_work(actor) as db:
        await db.exec(sa.delete(File).where(col(File.id) == file, col(File.state) == FileState.DELETED))


def key_of(organization: UUID, file: UUID) -> str:
    """Where the bytes of a file are."""
    return f"organizations/{organization}/{file}"
