"""Reads of documents: by page for people, by cursor for programs. Every query names its organization; row policies do so again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core import paging
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.features.documents.models import Document
from hiveforge.features.documents.schemas import DocumentRow, DocumentsQuery, DocumentStatus, TagCount

_MOST_TAGS = 200


@dataclass(frozen=True, slots=True)
class _Order:
    """What to sort by, and how the values come back from a cursor. The id comes last, so that no two are equal."""

    keys: tuple[paging.Sortable, ...]
    reads: tuple[Callable[[str], Any], ...]


_ORDERS = {
    "title": _Order((sa.func.lower(col(Document.title)), col(Document.id)), (str, UUID)),
    "added": _Order((col(Document.created_at), col(Document.id)), (datetime.fromisoformat, UUID)),
    "size": _Order((col(Document.size), col(Document.id)), (int, UUID)),
}


async def find(
    db: Db, organization: UUID, query: DocumentsQuery, *, offset: int, limit: int
) -> tuple[list[DocumentRow], int]:
    """The documents that match, and how many there are on all pages."""
    condition = _matching(organization, query)
    total = (await db.exec(select(sa.func.count()).select_from(Document).where(condition))).one()
    found = select(Document).where(condition).order_by(*_order_by(query)).offset(offset).limit(limit)
    return [as_row(document) for document in (await db.exec(found)).all()], total


async def after(
    db: Db, organization: UUID, query: DocumentsQuery, *, cursor: str, limit: int
) -> tuple[list[DocumentRow], str | None]:
    """The documents that match, after the cursor. Raises BadCursor."""
    order, scope = _ORDERS[query.sort.removeprefix("-")], f"documents {query.sort}"
    keys = [key.label(f"key{n}") for n, key in enumerate(order.keys)]
    found = sa.select(Document, *keys).where(_matching(organization, query)).order_by(*_order_by(query))
    if cursor:
        last = [read(value) for read, value in zip(order.reads, paging.decode(scope, cursor), strict=True)]
        found = found.where(paging.beyond(order.keys, last, descending=query.sort.startswith("-")))
    rows = (await db.exec(found.limit(limit + 1))).all()  # pyright: ignore[reportCallIssue, reportArgumentType]
    shown, following = paging.cut(rows, limit, lambda row: paging.encode(scope, [_written(value) for value in row[1:]]))
    return [as_row(row[0]) for row in shown], following


async def one(db: Db, organization: UUID, document: UUID, *, lock: bool = False) -> Document | None:
    """A document of this organization; with `lock` nobody else changes it until the transaction ends."""
    found = select(Document).where(col(Document.organization_id) == organization, col(Document.id) == document)
    return (await db.exec(found.with_for_update() if lock else found)).first()


async def tags(db: Db, organization: UUID) -> list[TagCount]:
    """The tags in use, by name."""
    tag = sa.func.unnest(col(Document.tags)).label("tag")
    used = sa.select(tag).where(col(Document.organization_id) == organization).subquery()
    counted = sa.select(used.c.tag, sa.func.count().label("documents")).group_by(used.c.tag).order_by(used.c.tag)
    rows = (await (await db.connection()).execute(counted.limit(_MOST_TAGS))).all()
    return [TagCount(row.tag, row.documents) for row in rows]


async def stranded(db: Db, after_: timedelta, limit: int) -> list[Document]:
    """Documents that wait for longer than any try again takes. For the system's transaction."""
    waiting = select(Document).where(
        col(Document.status).in_([DocumentStatus.QUEUED, DocumentStatus.READING]),
        col(Document.changed_at) < now() - after_,
    )
    return list((await db.exec(waiting.limit(limit).with_for_update(skip_locked=True))).all())


def as_row(document: Document) -> DocumentRow:
    """The row as others see it."""
    return DocumentRow(
        id=document.id,
        title=document.title,
        kind=document.kind,
        status=DocumentStatus(document.status),
        failure=document.failure,
        tags=tuple(document.tags),
        file_id=document.file_id,
        file_name=document.file_name,
        size=document.size,
        passages=document.passages,
        pages=document.pages,
        revision=document.revision,
        created_at=document.created_at,
        changed_at=document.changed_at,
    )


def _matching(organization: UUID, query: DocumentsQuery) -> sa.ColumnElement[bool]:
    conditions = [col(Document.organization_id) == organization]
    if query.title:
        conditions.append(col(Document.title).icontains(query.title, autoescape=True))
    if query.tag:
        conditions.append(col(Document.tags).contains([query.tag]))
    if query.status:
        conditions.append(col(Document.status) == query.status)
    return sa.and_(*conditions)


def _order_by(query: DocumentsQuery) -> list[sa.ColumnElement[Any]]:
    keys = _ORDERS[query.sort.removeprefix("-")].keys
    return [key.desc() if query.sort.startswith("-") else key.asc() for key in keys]


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
