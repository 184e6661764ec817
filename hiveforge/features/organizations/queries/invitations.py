"""Reads of invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core import paging
from hiveforge.core.db import Db
from hiveforge.core.permissions import Role
from hiveforge.features.organizations.models import Invitation, Organization
from hiveforge.features.organizations.schemas import InvitationKind, InvitationRow, WaitingInvitation

from ._tables import people, rows, value

_SCOPE = "invitations"
_NEWEST = (col(Invitation.created_at), col(Invitation.id))


async def open_invitations(
    db: Db, organization: UUID, at: datetime, *, limit: int | None = None
) -> tuple[list[InvitationRow], int]:
    """The newest invitations that still let somebody in, and how many there are."""
    condition = _open(organization, at)
    total = await value(db, sa.select(sa.func.count()).select_from(Invitation).where(condition))
    found = _select().where(condition).order_by(*(column.desc() for column in _NEWEST)).limit(limit)
    return [_row(row) for row in await rows(db, found)], total


async def invitations_after(
    db: Db, organization: UUID, at: datetime, *, cursor: str, limit: int
) -> tuple[list[InvitationRow], str | None]:
    """The newest open invitations, after the cursor. Raises BadCursor."""
    found = _select().where(_open(organization, at)).order_by(*(c.desc() for c in _NEWEST)).limit(limit + 1)
    if cursor:
        created, invitation = paging.decode(_SCOPE, cursor)
        last = (datetime.fromisoformat(created), UUID(invitation))
        found = found.where(paging.beyond(_NEWEST, last, descending=True))
    invitations = [_row(row) for row in await rows(db, found)]
    return paging.cut(invitations, limit, lambda row: paging.encode(_SCOPE, [row.created_at.isoformat(), str(row.id)]))


async def one(db: Db, organization: UUID, invitation: UUID) -> InvitationRow | None:
    """One invitation, however it stands."""
    found = _select().where(col(Invitation.organization_id) == organization, col(Invitation.id) == invitation)
    for row in await rows(db, found):
        return _row(row)
    return None


async def addresses(db: Db, organization: UUID, emails: tuple[str, ...], at: datetime) -> tuple[set[str], set[str]]:
    """Which of these addresses belong to members, and which have an open invitation."""
    members = (
        "select u.email from memberships m join users u on u.id = m.user_id"
        " where m.organization_id = :organization and u.email = any(:emails)"
    )
    belong = await rows(db, sa.text(members).bindparams(organization=organization, emails=list(emails)))
    waiting = sa.select(col(Invitation.email)).where(_open(organization, at), col(Invitation.email).in_(emails))
    return {row["email"] for row in belong}, {row["email"] for row in await rows(db, waiting)}


async def by_token(db: Db, token_hash: str, *, lock: bool = False) -> tuple[Invitation, Organization] | None:
    """An invitation into a living organization, however it stands. For the system login."""
    return await _one(db, col(Invitation.token_hash) == token_hash, lock=lock)


async def by_id(db: Db, invitation: UUID, *, lock: bool = False) -> tuple[Invitation, Organization] | None:
    """The same by id."""
    return await _one(db, col(Invitation.id) == invitation, lock=lock)


async def waiting_for(db: Db, user: UUID, email: str, at: datetime) -> list[WaitingInvitation]:
    """What a person can accept: mailed to their address, open, and not into where they are. For the system login."""
    belongs = sa.text(
        "not exists (select from memberships m where m.organization_id = invitations.organization_id and m.user_id = :user)"
    ).bindparams(user=user)
    found = (
        sa.select(
            col(Invitation.id),
            col(Organization.name).label("organization"),
            col(Invitation.role),
            sa.func.coalesce(people.c.name, "").label("invited_by"),
            col(Invitation.expires_at),
            (~sa.func.private.has_seat_for(col(Invitation.organization_id), email)).label("full"),
            col(Invitation.seat_requested_at),
        )
        .join(Organization, col(Organization.id) == col(Invitation.organization_id))
        .outerjoin(people, people.c.id == col(Invitation.invited_by))
        .where(
            col(Invitation.email) == email,
            col(Organization.deleted_at).is_(None),
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > at,
            belongs,
        )
        .order_by(col(Invitation.created_at).desc())
    )
    return [WaitingInvitation(**{**row, "role": Role(row["role"])}) for row in await rows(db, found)]


async def name_of(db: Db, user: UUID | None) -> str:
    """A person's name; empty for nobody. For the system login."""
    return await value(db, sa.select(people.c.name).where(people.c.id == user)) or ""


async def _one(db: Db, which: sa.ColumnElement[bool], *, lock: bool) -> tuple[Invitation, Organization] | None:
    found = (
        select(Invitation, Organization)
        .join(Organization, col(Organization.id) == col(Invitation.organization_id))
        .where(which, col(Organization.deleted_at).is_(None))
    )
    if lock:
        found = found.with_for_update(of=Invitation).execution_options(populate_existing=True)
    row = (await db.exec(found)).first()
    return (row[0], row[1]) if row else None


def _open(organization: UUID, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Invitation.organization_id) == organization,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > at,
    )


def _select() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(Invitation.id),
            col(Invitation.kind),
            col(Invitation.email),
            col(Invitation.role),
            sa.func.coalesce(people.c.name, "").label("invited_by"),
            col(Invitation.created_at),
            col(Invitation.expires_at),
            col(Invitation.uses),
            col(Invitation.seat_requested_at),
        )
        .select_from(Invitation)
        .outerjoin(people, people.c.id == col(Invitation.invited_by))
    )


def _row(row: sa.RowMapping) -> InvitationRow:
    return InvitationRow(**{**row, "kind": InvitationKind(row["kind"]), "role": Role(row["role"])})
