"""A file becomes a document: the file is stored, the document is there, and its reading is queued, all at once."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features import files
from hiveforge.features.documents import rules
from hiveforge.features.documents.models import Document
from hiveforge.features.documents.queries import documents as queries
from hiveforge.features.documents.schemas import DocumentForm, DocumentRow, DocumentStatus

from .reading import forget_passages, read_later


@converses(Permission.DOCUMENTS_WRITE)
async def add(actor: Actor, form: DocumentForm, content: AsyncIterator[bytes]) -> DocumentRow:
    """Store a file as a document of the organization and have it read. For members and above.

    Twice makes two documents. Raises what `files.upload` raises: among others TooManyFiles and StorageFull, with the
    limit, what is used and the way to more, and TypeNotAllowed.
    """
    added: list[DocumentRow] = []

    async def make(actor: Actor, db: Db, file: files.StoredFile) -> None:
        document = Document(
            organization_id=actor.organization_id, title=rules.title_of(file.name), tags=list(form.tags),
            added_by=actor.id, changed_at=now(), **_of(file),
        )  # fmt: skip
        db.add(document)
        await db.flush()
        await _tell(db, document, "documents.add", after={"file": file.name, "size": file.size})
        added.append(queries.as_row(document))

    await files.upload(actor, _upload(form), content, then=make)
    return added[0]


@converses(Permission.DOCUMENTS_WRITE)
async def replace(actor: Actor, document: UUID, form: DocumentForm, content: AsyncIterator[bytes]) -> DocumentRow:
    """Put another file in the place of a document's. What was in the old one is found no more from then on.

    For members and above. Title and tags stay. Raises NotFound, and what `add` raises.
    """
    replaced: list[DocumentRow] = []
    async with unit_of_work(actor) as db:
        there = await queries.one(db, actor.organization_id, document)
    if there is None:
        raise NotFound

    async def change(actor: Actor, db: Db, file: files.StoredFile) -> None:
        found = await queries.one(db, actor.organization_id, document, lock=True)
        if found is None:
            raise NotFound
        before, old = {"file": found.file_name, "size": found.size}, found.file_id
        for name, value in _of(file).items():
            setattr(found, name, value)
        found.status, found.failure, found.changed_at = DocumentStatus.QUEUED, "", now()
        found.revision += 1
        await forget_passages(db, found)
        await db.flush()
        await files.discard(db, [old])
        await _tell(db, found, "documents.replace", before=before, after={"file": file.name, "size": file.size})
        replaced.append(queries.as_row(found))

    await files.upload(actor, _upload(form), content, then=change, replacing=there.file_id)
    return replaced[0]


def _upload(form: DocumentForm) -> files.UploadForm:
    return files.UploadForm(purpose=files.Purpose.DOCUMENT, name=form.name, size=form.size)


def _of(file: files.StoredFile) -> dict[str, Any]:
    kind = rules.kind_of(file.content_type).value
    return {"file_id": file.id, "file_name": file.name, "size": file.size, "kind": kind}


async def _tell(db: Db, document: Document, action: str, **said: Any) -> None:
    """Have it read, write it down and announce it. `record` ends the flush that the audit entry stands for."""
    await read_later(db, document)
    describe(db, target_type="document", target_id=document.id, target_name=document.title, **said)
    await record(db, action)
    await announce(db, "documents")
