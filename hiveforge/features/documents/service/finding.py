"""Documents as they are found and read by people, programs and the assistant."""

from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.documents import rules
from hiveforge.features.documents.queries import documents as queries
from hiveforge.features.documents.queries import embeddings as embedding_queries
from hiveforge.features.documents.queries import passages as passage_queries
from hiveforge.features.documents.schemas import (
    DocumentDetails,
    DocumentRow,
    DocumentsPage,
    DocumentsQuery,
    FoundPassage,
    SearchForm,
    TagCount,
)

from .embedding import question_vector

PASSAGES_SHOWN = 40
_SPARE = 3  # of each kind of search, so that what both find has a chance


@requires(Permission.DOCUMENTS_READ)
async def list_documents(
    actor: Actor, db: Db, query: DocumentsQuery | None = None, *, offset: int = 0, limit: int = 25
) -> DocumentsPage:
    """The documents that match `query`, and how many there are on all pages."""
    rows, total = await queries.find(db, actor.organization_id, query or DocumentsQuery(), offset=offset, limit=limit)
    return DocumentsPage(rows, total)


@requires(Permission.DOCUMENTS_READ)
async def browse(
    actor: Actor, db: Db, query: DocumentsQuery, *, cursor: str = "", limit: int = 25
) -> CursorPage[DocumentRow]:
    """The same, piece by piece. Raises BadCursor."""
    items, following = await queries.after(db, actor.organization_id, query, cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=following)


@requires(Permission.DOCUMENTS_READ)
async def list_tags(actor: Actor, db: Db) -> list[TagCount]:
    """The tags in use, by name."""
    return await queries.tags(db, actor.organization_id)


@requires(Permission.DOCUMENTS_READ)
async def get(actor: Actor, db: Db, document: UUID) -> DocumentRow:
    """What is known of a document. Raises NotFound, also for another organization's."""
    found = await queries.one(db, actor.organization_id, document)
    if found is None:
        raise NotFound
    return queries.as_row(found)


@requires(Permission.DOCUMENTS_READ)
async def view(
    actor: Actor, db: Db, document: UUID, *, first: int = 1, most: int = PASSAGES_SHOWN, asked: str = ""
) -> DocumentDetails:
    """A document and its passages from number `first` on, with what matches `asked` marked. Raises NotFound."""
    row = await get(actor, document)
    shown = await passage_queries.of_document(db, actor.organization_id, document, first=first, most=most, asked=asked)
    return DocumentDetails(row, shown, first)


@converses(Permission.DOCUMENTS_READ)
async def search(actor: Actor, form: SearchForm) -> list[FoundPassage]:
    """The passages of the organization's documents that answer `form.text` best, the best first; at most three of each document.

    Misspelled words stand for those they are like. Where an embedding model is set up, passages that say the same in
    other words are among them; while it does not answer, words alone are searched. Nothing is found for a text without
    words. Another organization's passages are never among them, whatever the text says.
    """
    if not form.text:
        return []
    asked = await question_vector(form.text) if form.by_meaning and await _has_vectors(actor) else None
    async with unit_of_work(actor) as db:
        by_words = await passage_queries.search(db, actor.organization_id, form.text, form.limit * _SPARE)
        if asked is None:
            return list(by_words.values())[: form.limit]
        near = await embedding_queries.nearest(
            db, actor.organization_id, asked.model.name, asked.vectors[0], form.limit * _SPARE
        )
        others = await passage_queries.with_ids(db, actor.organization_id, [one for one in near if one not in by_words])
    return rules.hybrid(by_words, near, by_words | others)[: form.limit]


async def _has_vectors(actor: Actor) -> bool:
    async with unit_of_work(actor) as db:
        return await embedding_queries.exist(db, actor.organization_id)
