"""Reads of files. Row policies narrow them to the organization acted in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db

from .models import File
from .schemas import FileState, Purpose, StorageUsed, StoredFile

# Other slices' rows, which say whose a picture is.
_people = sa.table("users", sa.column("avatar_id", sa.Uuid))
_organizations = sa.table("organizations", sa.column("logo_id", sa.Uuid))
_SESSION_READS = sa.text("select private.session_reads_files(:session, :organization)")
_STORED = col(File.state) == FileState.STORED


async def stored(db: Db, file: UUID) -> StoredFile | None:
    """A file that is there for people."""
    found = (await db.exec(select(File).where(col(File.id) == file, _STORED))).first()
    return as_stored(found) if found else None


async def list_stored(db: Db, purpose: Purpose, *, before: UUID | None, limit: int) -> list[StoredFile]:
    """Newest first, from the one after `before`."""
    wanted = select(File).where(col(File.purpose) == purpose, _STORED).order_by(col(File.id).desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(col(File.id) < before)
    return [as_stored(file) for file in (await db.exec(wanted)).all()]


async def linked(db: Db, file: UUID, organization: UUID, session: UUID) -> StoredFile | None:
    """A file of this organization, while the session may still read it. For the system's transaction."""
    asked = {"session": session, "organization": organization}
    if not (await (await db.connection()).execute(_SESSION_READS, asked)).scalar_one():
        return None
    found = await stored(db, file)
    return found if found and found.organization_id == organization else None


async def used(
    db: Db, organization: UUID, at: datetime, purpose: Purpose | None = None, *, without: UUID | None = None
) -> StorageUsed:
    """What is stored or on its way, of all purposes or one; the file `without` is not counted."""
    wanted = select(sa.func.coalesce(sa.func.sum(col(File.size)), 0), sa.func.count()).where(
        col(File.organization_id) == organization, sa.or_(_STORED, _running(at))
    )
    if purpose is not None:
        wanted = wanted.where(col(File.purpose) == purpose)
    if without is not None:
        wanted = wanted.where(col(File.id) != without)
    size, files = (await db.exec(wanted)).one()
    return StorageUsed(int(size), files)


async def running(db: Db, organization: UUID, at: datetime) -> int:
    """How many uploads are on their way."""
    wanted = select(sa.func.count()).where(col(File.organization_id) == organization, _running(at))
    return (await db.exec(wanted)).one()


async def unfinished(db: Db, at: datetime, limit: int) -> Sequence[UUID]:
    """Uploads that took too long, and will not come any more."""
    wanted = select(File.id).where(col(File.state) == FileState.UPLOADING, col(File.expires_at) <= at).limit(limit)
    return (await db.exec(wanted)).all()


async def left_over(db: Db, before: datetime, limit: int) -> Sequence[UUID]:
    """Deleted before this moment, and still not removed."""
    wanted = select(File.id).where(col(File.state) == FileState.DELETED, col(File.deleted_at) < before).limit(limit)
    return (await db.exec(wanted)).all()


async def known(db: Db, files: Sequence[UUID]) -> set[UUID]:
    """Those of `files` that have a row."""
    return set((await db.exec(select(File.id).where(col(File.id).in_(files)))).all())


async def shows_picture(db: Db, picture: UUID) -> bool:
    """Whether a person or an organization that the reader may see has this picture."""
    return bool(await known_pictures(db, [picture]))


async def known_pictures(db: Db, pictures: Sequence[UUID]) -> set[UUID]:
    """Those that a row names which the reader may see."""
    wanted = sa.union(
        *(sa.select(column).where(column.in_(pictures)) for column in (_people.c.avatar_id, _organizations.c.logo_id))
    )
    return set((await (await db.connection()).execute(wanted)).scalars().all())


def as_stored(file: File) -> StoredFile:
    """The row as others see it."""
    if file.stored_at is None:
        raise ValueError("not stored")
    return StoredFile(
        id=file.id,
        organization_id=file.organization_id,
        purpose=Purpose(file.purpose),
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        content_type=file.content_type,
        uploaded_by=file.uploaded_by,
        stored_at=file.stored_at,
    )


def _running(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(File.state) == FileState.UPLOADING, col(File.expires_at) > at)
