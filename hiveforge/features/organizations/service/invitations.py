"""Asking people in: by email, and by a link for everybody who has it."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, update

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import AppError, NotFound
from hiveforge.core.identity import secret_hash
from hiveforge.core.live import announce
from hiveforge.core.locks import lock
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission, Role
from hiveforge.core.service import requires
from hiveforge.core.settings import settings
from hiveforge.features import mailing
from hiveforge.features.organizations import emails, rules
from hiveforge.features.organizations.errors import AlreadyInvited, AlreadyMember, InvitationClosed, TooManyInvitations
from hiveforge.features.organizations.models import Invitation
from hiveforge.features.organizations.queries import invitations as queries
from hiveforge.features.organizations.queries import organizations as organization_queries
from hiveforge.features.organizations.schemas import (
    InvitationKind,
    InvitationLink,
    InvitationRow,
    InvitationsPage,
    Invited,
    InviteForm,
    LinkForm,
    OrganizationDetails,
)

from .seats import refuse_beyond_seats


@requires(Permission.MEMBERS_INVITE)
async def list_invitations(actor: Actor, db: Db) -> InvitationsPage:
    """The open invitations, newest first; expired, revoked and used ones are history."""
    rows, total = await queries.open_invitations(db, actor.organization_id, now())
    return InvitationsPage(rows, total)


@requires(Permission.MEMBERS_INVITE)
async def browse_invitations(actor: Actor, db: Db, *, cursor: str = "", limit: int = 25) -> CursorPage[InvitationRow]:
    """The same, piece by piece. Raises BadCursor."""
    items, following = await queries.invitations_after(db, actor.organization_id, now(), cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=following)


@requires(Permission.MEMBERS_INVITE)
async def invite(actor: Actor, db: Db, form: InviteForm) -> Invited:
    """Mail an invitation to each address, good for seven days and one person.

    Members and addresses that have an open invitation are left out and named in the answer. When that leaves nobody:
    raises AlreadyMember or AlreadyInvited. Raises TooManyInvitations, OutOfSeats, TooMany.
    """
    await lock(db, f"invitations of {actor.organization_id}")
    members, waiting = await queries.addresses(db, actor.organization_id, form.emails, now())
    fresh = [email for email in form.emails if email not in members | waiting]
    if not fresh:
        raise AlreadyMember if members else AlreadyInvited
    await _refuse_too_many(actor, db, len(fresh))
    await refuse_beyond_seats(actor, db, len(fresh))
    organization = await _organization(actor, db)
    made = []
    for email in fresh:
        await ratelimit.take(f"invite {actor.organization_id}", limit=rules.INVITATIONS_PER_DAY, per=rules.DAY)
        token = rules.new_token(mailed=True)
        made.append(_invitation(actor, kind=InvitationKind.EMAIL, email=email, role=form.role, token=token))
        db.add(made[-1])
        await _mail(actor, db, organization, made[-1], token)
    _describe(db, "invitation", made[0].id if len(made) == 1 else "", ", ".join(fresh), after={"role": form.role})
    await announce(db, "invitations")
    return Invited(
        [_row(actor, invitation) for invitation in made],
        members=[email for email in form.emails if email in members],
        waiting=[email for email in form.emails if email in waiting],
    )


@requires(Permission.MEMBERS_INVITE)
async def create_link(actor: Actor, db: Db, form: LinkForm) -> InvitationLink:
    """A link for everybody who has it, good for 30 days or until it is revoked. Raises TooManyInvitations."""
    await lock(db, f"invitations of {actor.organization_id}")
    await _refuse_too_many(actor, db, 1)
    token = rules.new_token(mailed=False)
    invitation = _invitation(actor, kind=InvitationKind.LINK, email=None, role=form.role, token=token)
    db.add(invitation)
    _describe(db, "invitation link", invitation.id, "Invitation link", after={"role": form.role})
    await announce(db, "invitations")
    return InvitationLink(invitation.id, _url(token), invitation.expires_at)


@requires(Permission.MEMBERS_INVITE)
async def resend_invitation(actor: Actor, db: Db, invitation: UUID) -> InvitationRow:
    """Mail it again, for seven days from now; the link of the earlier mail ends. Raises NotFound, InvitationClosed, TooMany."""
    await ratelimit.take(f"resend {invitation}", limit=rules.RESENDS_PER_HOUR, per=rules.HOUR)
    token = rules.new_token(mailed=True)
    found = await _renew(actor, db, invitation, token)
    await _mail(actor, db, await _organization(actor, db), found, token)
    return await queries.one(db, actor.organization_id, invitation) or _row(actor, found)


@requires(Permission.MEMBERS_INVITE)
async def renew_link(actor: Actor, db: Db, invitation: UUID) -> InvitationLink:
    """A new link of a mailed invitation, to hand over by other means; the link in the mail ends. Raises NotFound, InvitationClosed."""
    token = rules.new_token(mailed=False)
    found = await _renew(actor, db, invitation, token)
    return InvitationLink(found.id, _url(token), found.expires_at)


@requires(Permission.MEMBERS_INVITE)
async def revoke_invitation(actor: Actor, db: Db, invitation: UUID) -> None:
    """Close an invitation. Raises NotFound, InvitationClosed when it is closed already."""
    closed = update(Invitation).where(_open(actor, invitation)).values(revoked_at=now()).returning(Invitation)
    found = (await db.exec(closed)).scalar_one_or_none()
    if found is None:
        raise await _not_open(actor, db, invitation)
    _describe(db, "invitation", found.id, found.email or "Invitation link", before={"role": found.role})
    await announce(db, "invitations")


async def _renew(actor: Actor, db: Db, invitation: UUID, token: str) -> Invitation:
    """Give an open mailed invitation, or an expired one, another token and another week."""
    mailed = and_(_open(actor, invitation), col(Invitation.kind) == InvitationKind.EMAIL)
    values = {"token_hash": secret_hash(token), "expires_at": now() + rules.INVITATION_LIVES}
    found = (await db.exec(update(Invitation).where(mailed).values(values).returning(Invitation))).scalar_one_or_none()
    if found is None:
        raise await _not_open(actor, db, invitation)
    _describe(db, "invitation", found.id, found.email or "", after={"role": found.role})
    await announce(db, "invitations")
    return found


async def _not_open(actor: Actor, db: Db, invitation: UUID) -> AppError:
    """Why this one cannot be changed: it is closed, is a link for everybody, or is not of this organization."""
    return InvitationClosed() if await queries.one(db, actor.organization_id, invitation) else NotFound()


async def _refuse_too_many(actor: Actor, db: Db, more: int) -> None:
    _, waiting = await queries.open_invitations(db, actor.organization_id, now(), limit=0)
    if waiting + more > rules.MOST_OPEN_INVITATIONS:
        raise TooManyInvitations(
            f"{waiting} invitations are open, and {rules.MOST_OPEN_INVITATIONS} is the most. Revoke some, or wait "
            "until they are accepted."
        )


async def _organization(actor: Actor, db: Db) -> OrganizationDetails:
    found = await organization_queries.details(db, actor.organization_id, actor.role)
    if found is None:
        raise NotFound
    return found


async def _mail(actor: Actor, db: Db, organization: OrganizationDetails, invitation: Invitation, token: str) -> None:
    await mailing.queue(
        db,
        to=invitation.email or "",
        email=emails.invitation(organization.name, actor.name, Role(invitation.role), _url(token)),
        kind="organizations.invitation",
        organization_id=organization.id,
    )


def _invitation(actor: Actor, *, kind: InvitationKind, email: str | None, role: Role, token: str) -> Invitation:
    lives = rules.INVITATION_LIVES if kind is InvitationKind.EMAIL else rules.LINK_LIVES
    return Invitation(
        organization_id=actor.organization_id,
        kind=kind,
        email=email,
        role=role,
        token_hash=secret_hash(token),
        invited_by=actor.user_id,
        expires_at=now() + lives,
    )


def _row(actor: Actor, invitation: Invitation) -> InvitationRow:
    return InvitationRow(
        id=invitation.id,
        kind=InvitationKind(invitation.kind),
        email=invitation.email,
        role=Role(invitation.role),
        invited_by=actor.name,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


def _open(actor: Actor, invitation: UUID) -> ColumnElement[bool]:
    """Neither accepted nor revoked; it may have expired."""
    return and_(
        col(Invitation.id) == invitation,
        col(Invitation.organization_id) == actor.organization_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )


def _url(token: str) -> str:
    return f"{settings().origin}/invite/{token}"


def _describe(db: Db, kind: str, target: UUID | str, name: str, **change: object) -> None:
    describe(db, target_type=kind, target_id=target, target_name=name, **change)  # pyright: ignore[reportArgumentType]
