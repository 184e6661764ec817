"""Reads of an organization's members: by page for people, by cursor for programs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hiveforge.core import paging
from hiveforge.core.db import Db
from hiveforge.core.permissions import Role
from hiveforge.features.organizations.models import Membership
from hiveforge.features.organizations.schemas import MemberRow, MembersQuery

from ._tables import people, rows, value

_RANK = sa.case({role.value: rank for rank, role in enumerate(Role)}, value=col(Membership.role))


@dataclass(frozen=True, slots=True)
class _Order:
    """What to sort by, and how the values come back from a cursor. The id comes last, so that no two are equal."""

    keys: tuple[paging.Sortable, ...]
    reads: tuple[Callable[[str], Any], ...]


_NAME = sa.func.lower(people.c.name)
_ORDERS = {
    "name": _Order((_NAME, people.c.id), (str, UUID)),
    "email": _Order((people.c.email, people.c.id), (str, UUID)),
    "role": _Order((_RANK, _NAME, people.c.id), (int, str, UUID)),
    "joined": _Order((col(Membership.created_at), people.c.id), (datetime.fromisoformat, UUID)),
}


async def find_members(
    db: Db, organization: UUID, query: MembersQuery, *, offset: int = 0, limit: int | None = None
) -> tuple[list[MemberRow], int]:
    """The members that match, and how many there are on all pages."""
    condition = _matching(organization, query)
    total = await value(db, sa.select(sa.func.count()).select_from(_members()).where(condition))
    found = _select().where(condition).order_by(*_order_by(query)).offset(offset).limit(limit)
    return [_row(row) for row in await rows(db, found)], total


async def members_after(
    db: Db, organization: UUID, query: MembersQuery, *, cursor: str, limit: int
) -> tuple[list[MemberRow], str | None]:
    """The members that match, after the cursor. Raises BadCursor."""
    order, scope = _order(query), f"members {query.sort}"
    found = _select().add_columns(*(key.label(f"key{n}") for n, key in enumerate(order.keys)))
    found = found.where(_matching(organization, query)).order_by(*_order_by(query)).limit(limit + 1)
    if cursor:
        last = [read(value) for read, value in zip(order.reads, paging.decode(scope, cursor), strict=True)]
        found = found.where(paging.beyond(order.keys, last, descending=query.sort.startswith("-")))
    shown, following = paging.cut(
        await rows(db, found),
        limit,
        lambda row: paging.encode(scope, [str(row[f"key{n}"]) for n in range(len(order.keys))]),
    )
    return [_row(row) for row in shown], following


async def role_of(db: Db, organization: UUID, user: UUID) -> Role | None:
    """A member's role; None for everybody else."""
    found = sa.select(col(Membership.role)).where(
        col(Membership.organization_id) == organization, col(Membership.user_id) == user
    )
    role = await value(db, found)
    return Role(role) if role else None


async def person(db: Db, organization: UUID, user: UUID) -> MemberRow | None:
    """One member."""
    mine = sa.and_(col(Membership.organization_id) == organization, col(Membership.user_id) == user)
    for row in await rows(db, _select().where(mine)):
        return _row(row)
    return None


async def owners(db: Db, organization: UUID) -> list[MemberRow]:
    """Its owners."""
    condition = _matching(organization, MembersQuery(role=Role.OWNER))
    return [_row(row) for row in await rows(db, _select().where(condition))]


async def admins(db: Db, organization: UUID) -> list[MemberRow]:
    """Its admins."""
    condition = _matching(organization, MembersQuery(role=Role.ADMIN))
    return [_row(row) for row in await rows(db, _select().where(condition))]


async def user_ids(db: Db, organization: UUID) -> list[UUID]:
    """Everybody in it."""
    found = sa.select(col(Membership.user_id)).where(col(Membership.organization_id) == organization)
    return [row["user_id"] for row in await rows(db, found)]


def _members() -> sa.FromClause:
    return sa.join(Membership, people, people.c.id == col(Membership.user_id))  # pyright: ignore[reportArgumentType]


def _select() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.avatar_id,
        col(Membership.role),
        col(Membership.created_at).label("joined_at"),
    ).select_from(_members())


def _matching(organization: UUID, query: MembersQuery) -> sa.ColumnElement[bool]:
    conditions = [col(Membership.organization_id) == organization]
    if query.search:
        fields = (people.c.name, people.c.email)
        conditions.append(sa.or_(*(field.icontains(query.search, autoescape=True) for field in fields)))
    if query.role:
        conditions.append(col(Membership.role) == query.role)
    return sa.and_(*conditions)


def _order(query: MembersQuery) -> _Order:
    return _ORDERS[query.sort.removeprefix("-")]


def _order_by(query: MembersQuery) -> list[sa.ColumnElement[Any]]:
    return [key.desc() if query.sort.startswith("-") else key.asc() for key in _order(query).keys]


def _row(row: sa.RowMapping) -> MemberRow:
    return MemberRow(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        joined_at=row["joined_at"],
        avatar_id=row["avatar_id"],
    )
