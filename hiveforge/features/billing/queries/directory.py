"""The list of all organizations with their plans, and one of them, for those who run the installation."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.core.permissions import Role
from hiveforge.features import plans
from hiveforge.features.billing.models import BillingStanding
from hiveforge.features.billing.schemas import OrganizationFilter, Owner

_organizations = sa.table(
    "organizations",
    *(sa.column(name, sa.String) for name in ("name", "slug")),
    sa.column("id", sa.Uuid),
    sa.column("seat_limit", sa.Integer),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "deleted_at")),
)
_memberships = sa.table(
    "memberships",
    sa.column("role", sa.String),
    *(sa.column(name, sa.Uuid) for name in ("organization_id", "user_id")),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_people = sa.table("users", sa.column("id", sa.Uuid), sa.column("name", sa.String), sa.column("email", sa.String))
_OWNERS = sa.join(_memberships, _people, _people.c.id == _memberships.c.user_id)
_IS_OWNER = sa.and_(_memberships.c.organization_id == _organizations.c.id, _memberships.c.role == Role.OWNER)
_PLAN = sa.func.coalesce(col(BillingStanding.plan), plans.FREE.key)


async def organizations(
    db: Db, wanted: OrganizationFilter, *, offset: int, limit: int
) -> tuple[list[sa.RowMapping], int]:
    """Those that match and were not deleted, by name, and how many there are on all pages."""
    conditions = [_organizations.c.deleted_at.is_(None), *_matching(wanted)]
    connection = await db.connection()
    total = (await connection.execute(sa.select(sa.func.count()).select_from(_all()).where(*conditions))).scalar_one()
    by_name = (sa.func.lower(_organizations.c.name), _organizations.c.id)
    found = _select().where(*conditions).order_by(*by_name).offset(offset).limit(limit)
    return list((await connection.execute(found)).mappings()), total


async def organization(db: Db, slug: str) -> sa.RowMapping | None:
    """The one at this address, unless it was deleted."""
    found = _select().where(_organizations.c.slug == slug, _organizations.c.deleted_at.is_(None))
    return (await (await db.connection()).execute(found)).mappings().first()


async def is_there(db: Db, organization: UUID) -> bool:
    """Whether there is one with this id that was not deleted."""
    found = sa.select(_organizations.c.id).where(
        _organizations.c.id == organization, _organizations.c.deleted_at.is_(None)
    )
    return (await (await db.connection()).execute(found)).first() is not None


async def standings(db: Db, organizations: Sequence[UUID]) -> Mapping[UUID, BillingStanding]:
    """The plans of these; nothing of those that never had a paid one."""
    found = select(BillingStanding).where(col(BillingStanding.organization_id).in_(organizations))
    return {row.organization_id: row for row in (await db.exec(found)).all()}


async def owners(db: Db, organization: UUID) -> list[Owner]:
    """Its owners, the first one first."""
    found = (
        sa.select(_people.c.name, _people.c.email)
        .select_from(_OWNERS)
        .where(_memberships.c.organization_id == organization, _memberships.c.role == Role.OWNER)
        .order_by(_memberships.c.created_at, _people.c.id)
    )
    return [Owner(**row) for row in (await (await db.connection()).execute(found)).mappings()]


def _all() -> sa.FromClause:
    standing = col(BillingStanding.organization_id) == _organizations.c.id
    return sa.outerjoin(_organizations, BillingStanding, standing)  # pyright: ignore[reportArgumentType]


def _select() -> sa.Select[tuple[object, ...]]:
    members = (
        sa.select(sa.func.count())
        .select_from(_memberships)
        .where(_memberships.c.organization_id == _organizations.c.id)
        .scalar_subquery()
    )
    owner = (
        sa.select(_people.c.email)
        .select_from(_OWNERS)
        .where(_IS_OWNER)
        .order_by(_memberships.c.created_at, _people.c.id)
        .limit(1)
        .scalar_subquery()
    )
    columns = (_organizations.c[name] for name in ("id", "name", "slug", "created_at", "seat_limit"))
    return sa.select(*columns, sa.func.coalesce(owner, "").label("owner"), members.label("members")).select_from(_all())


def _matching(wanted: OrganizationFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.plan:
        conditions.append(_PLAN.in_([wanted.plan]))
    if wanted.search:
        said = [
            field.icontains(wanted.search, autoescape=True) for field in (_organizations.c.name, _organizations.c.slug)
        ]
        theirs = [field.icontains(wanted.search, autoescape=True) for field in (_people.c.name, _people.c.email)]
        an_owner = sa.select(sa.literal(1)).select_from(_OWNERS).where(_IS_OWNER, sa.or_(*theirs)).exists()
        conditions.append(sa.or_(*said, an_owner))
    return conditions
