"""Reads of what passages mean, and of what has no vector yet."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.features.documents.models import Document, DocumentChunk, DocumentEmbedding
from hiveforge.features.documents.schemas import DocumentStatus, EmbeddingProgress

_HAS_ANY = sa.text("select exists (select from public.document_embeddings e where e.organization_id = :place)")
_NEAREST = sa.text("select n.chunk from private.nearest_passages(:place, :model, cast(:vector as real[]), :most) n")
_READY = col(Document.status) == DocumentStatus.READY


async def exist(db: Db, organization: UUID) -> bool:
    """Whether anything of the organization can be found by meaning."""
    return (await (await db.connection()).execute(_HAS_ANY, {"place": organization})).scalar_one()


async def nearest(db: Db, organization: UUID, model: str, vector: Sequence[float], most: int) -> list[UUID]:
    """The passages nearest to this vector, the nearest first."""
    given = {"place": organization, "model": model, "vector": list(vector), "most": most}
    return list((await (await db.connection()).execute(_NEAREST, given)).scalars())


async def next_document(db: Db, model: str, passed: Sequence[UUID]) -> Document | None:
    """A document that can be read and that this model has not embedded, other than those passed. For the system."""
    other = sa.or_(col(Document.embedded_by) < model, col(Document.embedded_by) > model)
    wanted = select(Document).where(_READY, other, col(Document.id).not_in(passed))
    return (await db.exec(wanted.order_by(col(Document.changed_at)).limit(1))).first()


async def missing(db: Db, document: Document, model: str, most: int) -> list[DocumentChunk]:
    """Passages of a document that have no vector of this model."""
    there = select(col(DocumentEmbedding.id)).where(
        col(DocumentEmbedding.organization_id) == document.organization_id,
        col(DocumentEmbedding.model) == model,
        col(DocumentEmbedding.chunk_id) == col(DocumentChunk.id),
    )
    wanted = select(DocumentChunk).where(
        col(DocumentChunk.organization_id) == document.organization_id,
        col(DocumentChunk.document_id) == document.id,
        ~there.exists(),
    )
    return list((await db.exec(wanted.order_by(col(DocumentChunk.number)).limit(most))).all())


async def progress(db: Db, organization: UUID, model: str) -> EmbeddingProgress:
    """How far this model is with the documents of an organization."""
    counted = select(sa.func.count(), sa.func.count().filter(col(Document.embedded_by) == model)).where(
        col(Document.organization_id) == organization, _READY
    )
    total, embedded = (await db.exec(counted)).one()
    return EmbeddingProgress(model, embedded, total)
