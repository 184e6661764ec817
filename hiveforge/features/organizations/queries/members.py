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
    """What to sort by, and how its value comes back from a cursor."""

    key: paging.Sortable
    read: Callable[[str], Any]


_ORDERS = {
    "name": _Order(sa.func.lower(people.c.name), str),
    "email": _Order(people.c.email, str),
    "role": _Order(_RANK, int),
    "joined": _Order(col(Membership.created_at), datetime.fromisoformat),
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
    order, scope = _ORDERS[query.sort.removeprefix("-")], f"members {query.sort}"
    found = _select().add_columns(order.key.label("sorted_by"))
    found = found.where(_matching(organization, query)).order_by(*_order_by(query)).limit(limit + 1)
    if cursor:
        last, user = paging.decode(scope, cursor)
        key = (order.key, people.c.id)
        found = found.where(paging.beyond(key, (order.read(last), UUID(user)), descending=query.sort.startswith("-")))
    shown, following = paging.cut(
        await rows(db, found), limit, lambda row: paging.encode(scope, [str(row["sorted_by"]), str(row["id"])])
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


def _order_by(query: MembersQuery) -> list[sa.ColumnElement[Any]]:
    key = (_ORDERS[query.sort.removeprefix("-")].key, people.c.id)
    return [column.desc() if query.sort.startswith("-") else column.asc() for column in key]


def _row(row: sa.RowMapping) -> MemberRow:
    return MemberRow(
        id=row["id"], name=row["name"], email=row["email"], role=Role(row["role"]), joined_at=row["joined_at"]
    )
