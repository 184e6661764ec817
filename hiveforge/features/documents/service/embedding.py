"""Finding by meaning: every passage gets a vector of the embedding model that is set up, also after it was changed."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import unit_of_work
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features.documents.models import Document, DocumentChunk, DocumentEmbedding
from hiveforge.features.documents.queries import embeddings as queries
from hiveforge.features.documents.schemas import DocumentStatus, EmbeddingProgress
from hiveforge.gateways.llm import Embedded, LlmError, NoModel, llm

log = structlog.get_logger(__name__)

FOR_A_SEARCH = timedelta(seconds=3)
"""Somebody waits: without an answer by then words alone are searched."""
_AT_ONCE = 64
_LONGEST = 8000


async def current_model() -> str:
    """The name of the model that makes vectors now; empty without one. Asks nobody."""
    try:
        return (await llm().embed(())).model.name
    except NoModel:
        return ""


@converses(Permission.DOCUMENTS_READ)
async def embedding_progress(actor: Actor) -> EmbeddingProgress:
    """How many documents of the organization can be found by meaning, of those that have been read."""
    model = await current_model()
    async with unit_of_work(actor) as db:
        return await queries.progress(db, actor.organization_id, model)


async def question_vector(text: str) -> Embedded | None:
    """What is asked for, as a vector; None when there is no model or it does not answer in time."""
    try:
        async with asyncio.timeout(FOR_A_SEARCH.total_seconds()):
            return await llm().embed([text])
    except NoModel:
        return None
    except (LlmError, TimeoutError) as error:
        log.warning("searching by words alone", reason=getattr(error, "code", "too_slow"))
        return None


async def embed_missing(actor: Actor, *, at_most: timedelta = timedelta(seconds=45)) -> int:
    """Make the vectors that are missing, document by document, until all are there or the time is over.

    For the system's actor. What was embedded by another model is replaced. Twice at once is harmless. Returns how many
    documents were embedded. Raises LlmError when the model does not answer; the next run goes on.
    """
    model, until, done = await current_model(), time.monotonic() + at_most.total_seconds(), 0
    passed: list[UUID] = []
    while model and time.monotonic() < until:
        async with unit_of_work(actor) as db:
            document = await queries.next_document(db, model, passed)
        if document is None:
            break
        passed.append(document.id)
        done += await _embed(actor, document, model)
    return done


async def _embed(actor: Actor, document: Document, model: str) -> bool:
    while True:
        async with unit_of_work(actor) as db:
            chunks = await queries.missing(db, document, model, _AT_ONCE)
        if not chunks:
            return await _finish(actor, document, model)
        embedded = await llm().embed([_meaning(chunk) for chunk in chunks])
        await _keep(actor, document, chunks, embedded)


def _meaning(chunk: DocumentChunk) -> str:
    """A passage by itself may not say what it is about; its headings do."""
    return f"{chunk.title}\n{chunk.headings}\n{chunk.text}"[:_LONGEST]


async def _keep(actor: Actor, document: Document, chunks: Sequence[DocumentChunk], embedded: Embedded) -> None:
    """Passages that were deleted meanwhile get none."""
    vectors = {chunk.id: list(vector) for chunk, vector in zip(chunks, embedded.vectors, strict=True)}
    async with unit_of_work(actor) as db:
        there = (
            sa.select(col(DocumentChunk.id))
            .where(col(DocumentChunk.id).in_(list(vectors)))
            .with_for_update(key_share=True)
        )
        rows = [
            {
                "id": new_id(), "created_at": now(), "organization_id": document.organization_id, "chunk_id": chunk,
                "model": embedded.model.name, "vector": vectors[chunk],
            }
            for chunk in (await db.exec(there)).scalars()  # pyright: ignore[reportCallIssue, reportArgumentType]
        ]  # fmt: skip
        if rows:
            await db.exec(insert(DocumentEmbedding).values(rows).on_conflict_do_nothing())


async def _finish(actor: Actor, document: Document, model: str) -> bool:
    """All passages have a vector of this model: those of others go."""
    async with unit_of_work(actor) as db:
        found = await db.get(Document, document.id, with_for_update=True)
        if found is None or (found.revision, found.status) != (document.revision, DocumentStatus.READY):
            return False
        mine = sa.select(col(DocumentChunk.id)).where(
            col(DocumentChunk.organization_id) == found.organization_id, col(DocumentChunk.document_id) == found.id
        )
        old = sa.delete(DocumentEmbedding).where(
            col(DocumentEmbedding.organization_id) == found.organization_id,
            col(DocumentEmbedding.model) != model,
            col(DocumentEmbedding.chunk_id).in_(mine),
        )
        await db.exec(old)
        found.embedded_by = model
        await announce(db, "documents", organization=found.organization_id)
    return True
