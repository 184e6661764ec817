"""Reading documents, in the background: the text is taken out of the file, cut into passages and made findable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound, Unavailable
from hiveforge.core.jobs import in_turn
from hiveforge.core.live import announce
from hiveforge.core.outages import DATABASE_OUTAGES
from hiveforge.features import files
from hiveforge.features.documents import rules
from hiveforge.features.documents.models import Document, DocumentChunk, DocumentWord
from hiveforge.features.documents.queries import documents as queries
from hiveforge.features.documents.schemas import DocumentStatus, Passage
from hiveforge.gateways.extraction import Kind, Unreadable
from hiveforge.gateways.extraction.process import extract

GIVE_UP_AFTER = timedelta(hours=4)
"""Longer than all tries of a job take."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is being read: this revision, and no other, gets the passages."""

    document: UUID
    organization: UUID
    file: UUID
    kind: Kind
    title: str
    revision: int


@in_turn("organization")
async def read_document(organization: str, document: str, revision: str) -> None:  # noqa: ARG001  whose turn it is
    """Read a document; see `read`."""
    await read(system("reading documents"), UUID(document), int(revision))


async def read_later(db: Db, document: Document) -> None:
    """Queue the reading of this revision, in the transaction of somebody's act."""
    await db.flush()
    await read_document.later(
        db, organization=str(document.organization_id), document=str(document.id), revision=str(document.revision)
    )


async def read(actor: Actor, document: UUID, revision: int) -> None:
    """Make the passages of a document from its file, or say why that cannot be. For the system's actor.

    Twice is harmless, and so is a document that was replaced or deleted meanwhile: nothing of the old file appears.
    Raises Unavailable when the storage does not answer; the document then goes on waiting.
    """
    begun = await _begin(actor, document, revision)
    if begun is None:
        return
    try:
        blocks = await extract(begun.kind, await files.read(actor, begun.file))
        passages = list(rules.passages(blocks))
    except NotFound:
        return  # deleted meanwhile
    except Unreadable as error:
        await _fail(actor, begun, error.message)
    except (Unavailable, *DATABASE_OUTAGES):
        raise
    except Exception:
        await _fail(actor, begun, rules.UNEXPECTED)
        raise
    else:
        await _keep(actor, begun, passages)


async def give_up_stranded(actor: Actor) -> int:
    """Mark documents as failed that have waited for longer than all tries take. For the system's actor. Returns how many."""
    async with unit_of_work(actor) as db:
        found = await queries.stranded(db, GIVE_UP_AFTER, _AT_ONCE)
        for document in found:
            document.status, document.failure, document.changed_at = DocumentStatus.FAILED, rules.UNREACHABLE, now()
        for organization in {document.organization_id for document in found}:
            await announce(db, "documents", organization=organization)
    return len(found)


async def forget_passages(db: Db, document: Document) -> None:
    """Nothing of the document is found from the end of this transaction on."""
    mine = (
        col(DocumentChunk.organization_id) == document.organization_id,
        col(DocumentChunk.document_id) == document.id,
    )
    await db.exec(sa.delete(DocumentChunk).where(*mine))
    document.passages, document.pages, document.embedded_by = 0, None, ""


async def _begin(actor: Actor, document: UUID, revision: int) -> _Begun | None:
    async with unit_of_work(actor) as db:
        found = await db.get(Document, document, with_for_update=True)
        waiting = {DocumentStatus.QUEUED, DocumentStatus.READING}
        if found is None or found.revision != revision or found.status not in waiting:
            return None
        found.status, found.changed_at = DocumentStatus.READING, now()
        await announce(db, "documents", organization=found.organization_id)
        return _Begun(found.id, found.organization_id, found.file_id, Kind(found.kind), found.title, revision)


async def _fail(actor: Actor, begun: _Begun, failure: str) -> None:
    async with unit_of_work(actor) as db:
        if document := await _current(db, begun):
            document.status, document.failure, document.changed_at = DocumentStatus.FAILED, failure, now()
            await announce(db, "documents", organization=begun.organization)


async def _keep(actor: Actor, begun: _Begun, passages: Sequence[Passage]) -> None:
    await _learn_words(actor, begun.organization, passages)
    async with unit_of_work(actor) as db:
        document = await _current(db, begun)
        if document is None:
            return
        await forget_passages(db, document)
        rows = [_row(document, number, passage) for number, passage in enumerate(passages, start=1)]
        for start in range(0, len(rows), _AT_ONCE):
            await db.exec(sa.insert(DocumentChunk).values(rows[start : start + _AT_ONCE]))
        document.status, document.failure, document.changed_at = DocumentStatus.READY, "", now()
        document.passages = len(rows)
        document.pages = max((passage.page or 0 for passage in passages), default=0) or None
        await announce(db, "documents", organization=begun.organization)


async def _current(db: Db, begun: _Begun) -> Document | None:
    """The document, unless it was replaced, deleted or read by somebody else meanwhile."""
    found = await db.get(Document, begun.document, with_for_update=True)
    still = found is not None and (found.revision, found.status) == (begun.revision, DocumentStatus.READING)
    return found if still else None


async def _learn_words(actor: Actor, organization: UUID, passages: Sequence[Passage]) -> None:
    """In transactions of their own and in order, so that documents read at once do not wait for each other in a circle."""
    words = rules.vocabulary(line for passage in passages for line in (*passage.headings, passage.text))
    for start in range(0, len(words), _AT_ONCE):
        rows = [
            {"id": new_id(), "created_at": now(), "organization_id": organization, "word": word}
            for word in words[start : start + _AT_ONCE]
        ]
        async with unit_of_work(actor) as db:
            await db.exec(insert(DocumentWord).values(rows).on_conflict_do_nothing())


def _row(document: Document, number: int, passage: Passage) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now(),
        "organization_id": document.organization_id,
        "document_id": document.id,
        "number": number,
        "title": document.title,
        "headings": "\n".join(passage.headings),
        "text": passage.text,
        "page": passage.page,
    }
