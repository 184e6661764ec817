"""Reads of API keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from hiveforge.core import paging
from hiveforge.core.db import Db

from .models import ApiKey
from .schemas import KeyRow

_NEWEST = (col(ApiKey.created_at), col(ApiKey.id))
_SCOPE = "api keys"


async def count(db: Db, organization: UUID) -> int:
    """How many an organization has that are not revoked."""
    return (await db.exec(select(sa.func.count()).where(_of(organization), _alive()))).one()


async def one(db: Db, organization: UUID, key: UUID) -> ApiKey | None:
    """The one with this id, if it is the organization's and not revoked; locked until the act ends."""
    found = select(ApiKey).where(_of(organization), _alive(), col(ApiKey.id) == key)
    return (await db.exec(found.with_for_update())).first()


async def all_of(db: Db, organization: UUID) -> Sequence[KeyRow]:
    """Every key that there ever was, the newest first."""
    return [row(key) for key in await db.exec(_newest_of(organization))]


async def newest(db: Db, organization: UUID, *, cursor: str, limit: int) -> tuple[list[KeyRow], str | None]:
    """Those not revoked, the newest first, after the cursor. Raises BadCursor."""
    asked = _newest_of(organization).where(_alive()).limit(limit + 1)
    if cursor:
        created_at, last = paging.decode(_SCOPE, cursor)
        asked = asked.where(paging.beyond(_NEWEST, (datetime.fromisoformat(created_at), UUID(last)), descending=True))
    found = [row(key) for key in await db.exec(asked)]
    return paging.cut(found, limit, lambda last: paging.encode(_SCOPE, [last.created_at.isoformat(), str(last.id)]))


def row(key: ApiKey) -> KeyRow:
    """What leaves the slice of it: nothing of its secrets."""
    return KeyRow(
        id=key.id,
        name=key.name,
        hint=key.hint,
        scopes=sorted(key.scopes),
        made_by=key.made_by,
        maker_id=key.user_id,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        previous_ends_at=key.previous_ends_at,
    )


def _newest_of(organization: UUID) -> SelectOfScalar[ApiKey]:
    return select(ApiKey).where(_of(organization)).order_by(*(column.desc() for column in _NEWEST))


def _of(organization: UUID) -> sa.ColumnElement[bool]:
    return col(ApiKey.organization_id) == organization


def _alive() -> sa.ColumnElement[bool]:
    return col(ApiKey.revoked_at).is_(None)
