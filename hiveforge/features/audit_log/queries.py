"""Reads of the log, newest first. Every query names its organization; row-level security does so again."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hiveforge.core import paging
from hiveforge.core.audit import AuditEntry
from hiveforge.core.db import Db

from .schemas import AuditActor, AuditQuery, AuditRow

_SCOPE = "audit log"
_NEWEST = (col(AuditEntry.created_at), col(AuditEntry.id))
_RECENT = 5000  # how far back actors are collected for the filter, so that a long log does not make its page slow
_MOST_ACTORS = 200
_COLUMNS = tuple(AuditRow.__dataclass_fields__)


async def entries(
    db: Db, organization: UUID, query: AuditQuery, *, oldest: datetime | None, cursor: str, limit: int
) -> tuple[list[AuditRow], str | None]:
    """Matching entries older than the cursor and not older than `oldest`, and the cursor for more. Raises BadCursor."""
    found = sa.select(*(getattr(AuditEntry, name) for name in _COLUMNS)).where(*_matching(organization, query))
    if oldest:
        found = found.where(col(AuditEntry.created_at) >= oldest)
    if cursor:
        at, entry = paging.decode(_SCOPE, cursor)
        last = (datetime.fromisoformat(at), UUID(entry))
        found = found.where(paging.beyond(_NEWEST, last, descending=True))
    found = found.order_by(*(column.desc() for column in _NEWEST)).limit(limit + 1)
    rows = [AuditRow(**row) for row in (await (await db.connection()).execute(found)).mappings()]
    return paging.cut(rows, limit, lambda row: paging.encode(_SCOPE, [row.created_at.isoformat(), str(row.id)]))


async def actors(db: Db, organization: UUID) -> list[AuditActor]:
    """People in the recent part of the log, by name."""
    recent = (
        sa.select(col(AuditEntry.actor_id).label("id"), col(AuditEntry.actor_name).label("name"))
        .where(col(AuditEntry.organization_id) == organization)
        .order_by(*(column.desc() for column in _NEWEST))
        .limit(_RECENT)
        .subquery()
    )
    found = (
        sa.select(recent.c.id, sa.func.max(recent.c.name).label("name"))
        .where(recent.c.id.is_not(None))
        .group_by(recent.c.id)
        .order_by(sa.func.max(recent.c.name))
        .limit(_MOST_ACTORS)
    )
    return [AuditActor(**row) for row in (await (await db.connection()).execute(found)).mappings()]


def _matching(organization: UUID, query: AuditQuery) -> list[sa.ColumnElement[Any]]:
    conditions: list[sa.ColumnElement[Any]] = [col(AuditEntry.organization_id) == organization]
    if query.actor:
        conditions.append(col(AuditEntry.actor_id) == query.actor)
    if query.action:
        conditions.append(col(AuditEntry.action) == query.action)
    if query.since:
        conditions.append(col(AuditEntry.created_at) >= datetime.combine(query.since, time(), UTC))
    if query.until:
        conditions.append(col(AuditEntry.created_at) <= datetime.combine(query.until, time.max, UTC))
    if query.search:
        searched = (AuditEntry.actor_name, AuditEntry.target_name, AuditEntry.action, AuditEntry.request_id)
        conditions.append(sa.or_(*(col(field).icontains(query.search, autoescape=True) for field in searched)))
    return conditions
