"""Changing what is said of documents, trying again, and deleting."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import files
from hiveforge.features.documents.errors import NothingToRetry
from hiveforge.features.documents.models import Document, DocumentChunk
from hiveforge.features.documents.queries import documents as queries
from hiveforge.features.documents.schemas import ChangeForm, DocumentRow, DocumentStatus

from .reading import read_later


@requires(Permission.DOCUMENTS_WRITE)
async def change(actor: Actor, db: Db, document: UUID, form: ChangeForm) -> DocumentRow:
    """Give a document another title, by which it is found at once, or other tags. For members and above.

    Twice changes nothing. Raises NotFound.
    """
    found = await _locked(actor, db, document)
    before = {"title": found.title, "tags": ", ".join(found.tags)}
    if form.title is not None and form.title != found.title:
        found.title = form.title
        await _retitle_passages(db, found)
    if form.tags is not None and form.tags != tuple(found.tags):
        found.tags = list(form.tags)
    after = {"title": found.title, "tags": ", ".join(found.tags)}
    if after != before:
        _describe(db, found, before=before, after=after)
        await announce(db, "documents")
    return queries.as_row(found)


@requires(Permission.DOCUMENTS_WRITE)
async def delete(actor: Actor, db: Db, document: UUID) -> None:
    """Delete a document, its passages and its file for good. Nothing finds or cites it from then on.

    For members and above. Twice is NotFound.
    """
    found = await _locked(actor, db, document)
    _describe(db, found, before={"title": found.title, "file": found.file_name, "size": found.size})
    await db.delete(found)
    await db.flush()
    await files.discard(db, [found.file_id])
    await announce(db, "documents")


@requires(Permission.DOCUMENTS_WRITE)
async def retry(actor: Actor, db: Db, document: UUID) -> DocumentRow:
    """Read a document again that could not be read. For members and above. While it waits, once more changes nothing.

    Raises NotFound, and NothingToRetry for one that has been read.
    """
    found = await _locked(actor, db, document)
    if found.status == DocumentStatus.READY:
        raise NothingToRetry
    if found.status == DocumentStatus.FAILED:
        _describe(db, found, before={"failure": found.failure})
        found.status, found.failure, found.changed_at = DocumentStatus.QUEUED, "", now()
        await read_later(db, found)
        await announce(db, "documents")
    return queries.as_row(found)


async def _retitle_passages(db: Db, document: Document) -> None:
    mine = (
        col(DocumentChunk.organization_id) == document.organization_id,
        col(DocumentChunk.document_id) == document.id,
    )
    await db.exec(sa.update(DocumentChunk).where(*mine).values(title=document.title))


async def _locked(actor: Actor, db: Db, document: UUID) -> Document:
    found = await queries.one(db, actor.organization_id, document, lock=True)
    if found is None:
        raise NotFound
    return found


def _describe(db: Db, document: Document, **said: Any) -> None:
    describe(db, target_type="document", target_id=document.id, target_name=document.title, **said)
