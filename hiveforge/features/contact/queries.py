"""Reads of what visitors asked for."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db

from .models import ContactRequest
from .schemas import RequestRow, RequestsPage, RequestStatus

_SEARCHED = (ContactRequest.name, ContactRequest.email, ContactRequest.company, ContactRequest.message)
_OPEN = col(ContactRequest.answered_at).is_(None)


async def requests(db: Db, status: RequestStatus | None, *, search: str, offset: int, limit: int) -> RequestsPage:
    """Those that match, the newest first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if status:
        conditions.append(_OPEN if status is RequestStatus.OPEN else ~_OPEN)
    if search:
        conditions.append(sa.or_(*(col(field).icontains(search, autoescape=True) for field in _SEARCHED)))
    newest = (col(ContactRequest.created_at).desc(), col(ContactRequest.id).desc())
    found = select(ContactRequest).where(*conditions).order_by(*newest).offset(offset).limit(limit)
    total = await _count(db, *conditions)
    return RequestsPage([_row(request) for request in (await db.exec(found)).all()], total)


async def request(db: Db, request: UUID) -> RequestRow | None:
    """The one with this id."""
    found = await db.get(ContactRequest, request)
    return _row(found) if found else None


async def count_open(db: Db) -> int:
    return await _count(db, _OPEN)


async def _count(db: Db, *conditions: sa.ColumnElement[bool]) -> int:
    return (await db.exec(select(sa.func.count()).select_from(ContactRequest).where(*conditions))).one()


def _row(request: ContactRequest) -> RequestRow:
    return RequestRow(
        id=request.id,
        received_at=request.created_at,
        name=request.name,
        email=request.email,
        company=request.company,
        seats=request.seats,
        message=request.message,
        answered_at=request.answered_at,
        answered_by=request.answered_by,
    )
