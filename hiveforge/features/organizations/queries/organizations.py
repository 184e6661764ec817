"""Reads of organizations themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core import paging
from hiveforge.core.audit import AuditEntry
from hiveforge.core.db import Db
from hiveforge.core.permissions import Role
from hiveforge.features.organizations.models import Membership, Organization
from hiveforge.features.organizations.rules import RESTORABLE_FOR
from hiveforge.features.organizations.schemas import (
    DeletedOrganization,
    LatestChange,
    OrganizationDetails,
    OrganizationRow,
)

from ._tables import people, rows, value

_SCOPE = "organizations"
_BY_NAME = (sa.func.lower(col(Organization.name)), col(Organization.id))


async def organizations_of(db: Db, user: UUID) -> list[OrganizationRow]:
    """Somebody's organizations by name. For the system login: a person's own is narrowed to the one they act in."""
    return [_row(row) for row in await rows(db, _select(user))]


async def organizations_after(
    db: Db, user: UUID, *, cursor: str, limit: int
) -> tuple[list[OrganizationRow], str | None]:
    """The same after a cursor. Raises BadCursor."""
    found = _select(user).limit(limit + 1)
    if cursor:
        name, last = paging.decode(_SCOPE, cursor)
        found = found.where(paging.beyond(_BY_NAME, (name, UUID(last)), descending=False))
    shown, following = paging.cut(
        await rows(db, found), limit, lambda row: paging.encode(_SCOPE, [row["sorted_by"], str(row["id"])])
    )
    return [_row(row) for row in shown], following


async def name_and_slug(db: Db, organization: UUID) -> tuple[str, str] | None:
    """What an organization is called and where it is."""
    wanted = select(Organization.name, Organization.slug).where(col(Organization.id) == organization)
    found = (await db.exec(wanted)).one_or_none()
    return (found[0], found[1]) if found else None


async def names(db: Db, wanted: Sequence[UUID]) -> dict[UUID, str]:
    """What these organizations are called."""
    found = select(Organization.id, Organization.name).where(col(Organization.id).in_(wanted))
    return dict((await db.exec(found)).all())


async def details(db: Db, organization: UUID, role: Role | None) -> OrganizationDetails | None:
    """One organization, as somebody with this role in it sees it."""
    counted = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .where(col(Membership.organization_id) == organization)
        .scalar_subquery()
    )
    found = sa.select(
        col(Organization.id),
        col(Organization.name),
        col(Organization.slug),
        col(Organization.created_at),
        col(Organization.version),
        col(Organization.logo_id),
        counted.label("members"),
    ).where(col(Organization.id) == organization, col(Organization.deleted_at).is_(None))
    if role is None:
        return None
    for row in await rows(db, found):
        return OrganizationDetails(**row, role=role)
    return None


async def avatar_of(db: Db, user: UUID) -> UUID | None:
    """The picture of a person; None without one."""
    return await value(db, sa.select(people.c.avatar_id).where(people.c.id == user))


async def latest_change(db: Db, organization: UUID) -> LatestChange | None:
    """The organization as it is now, and who saved it last as far as the reader may know."""
    by = (
        sa.select(col(AuditEntry.actor_name))
        .where(col(AuditEntry.organization_id) == organization, col(AuditEntry.action) == "organizations.update")
        .order_by(col(AuditEntry.created_at).desc(), col(AuditEntry.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    found = sa.select(
        sa.func.coalesce(by, "").label("by"),
        col(Organization.name),
        col(Organization.slug),
        col(Organization.version),
    ).where(col(Organization.id) == organization)
    for row in await rows(db, found):
        return LatestChange(**row)
    return None


async def taken(db: Db, slugs: Sequence[str]) -> set[str]:
    """Which of these addresses are in use, also by deleted organizations. For the system login."""
    found = sa.select(col(Organization.slug)).where(col(Organization.slug).in_(slugs))
    return {row["slug"] for row in await rows(db, found)}


async def deleted_of(db: Db, user: UUID) -> list[DeletedOrganization]:
    """What this owner can restore, the latest deletion first. For the system login."""
    found = (
        sa.select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.slug),
            col(Organization.deleted_at),
            sa.func.coalesce(people.c.name, "").label("deleted_by"),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .outerjoin(people, people.c.id == col(Organization.deleted_by))
        .where(
            col(Membership.user_id) == user,
            col(Membership.role) == Role.OWNER,
            col(Organization.deleted_at).is_not(None),
        )
        .order_by(col(Organization.deleted_at).desc())
    )
    return [DeletedOrganization(**row, purged_at=row["deleted_at"] + RESTORABLE_FOR) for row in await rows(db, found)]


async def to_purge(db: Db, deleted_before: datetime) -> Organization | None:
    """One whose time to be restored is over, locked so that nobody restores it meanwhile."""
    over = select(Organization).where(col(Organization.deleted_at) <= deleted_before).limit(1)
    return (await db.exec(over.with_for_update(skip_locked=True))).first()


def _select(user: UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.slug),
            col(Membership.role),
            col(Organization.created_at),
            col(Organization.logo_id),
            _BY_NAME[0].label("sorted_by"),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.user_id) == user, col(Organization.deleted_at).is_(None))
        .order_by(*_BY_NAME)
    )


def _row(row: sa.RowMapping) -> OrganizationRow:
    return OrganizationRow(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        role=Role(row["role"]),
        created_at=row["created_at"],
        logo_id=row["logo_id"],
    )
