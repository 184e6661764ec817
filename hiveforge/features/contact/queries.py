"""Reads of what visitors asked for."""

from sqlmodel import col, select

from hiveforge.core.db import Db

from .models import ContactRequest
from .schemas import RequestRow

_SHOWN = 200


async def requests(db: Db, *, open_only: bool) -> list[RequestRow]:
    """The newest 200, the newest first."""
    found = select(ContactRequest).order_by(col(ContactRequest.created_at).desc()).limit(_SHOWN)
    if open_only:
        found = found.where(col(ContactRequest.answered_at).is_(None))
    return [_row(request) for request in (await db.exec(found)).all()]


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
