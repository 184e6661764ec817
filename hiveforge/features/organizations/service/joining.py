"""Coming in: what an invitation shows to its holder, and accepting it. Looking never accepts.

Whoever holds the token may look and come in; nobody else learns that the invitation exists.
"""

from uuid import UUID

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access, Role
from hiveforge.core.service import requires
from hiveforge.features import accounts
from hiveforge.features.organizations import rules
from hiveforge.features.organizations.errors import NotProvable, WrongAccount
from hiveforge.features.organizations.models import Invitation, Membership, Organization
from hiveforge.features.organizations.queries import invitations as queries
from hiveforge.features.organizations.queries import members as member_queries
from hiveforge.features.organizations.queries import seats
from hiveforge.features.organizations.schemas import (
    InvitationKind,
    InvitationStep,
    InvitationView,
    Joined,
    JoinForm,
    WaitingInvitation,
)

from .holding import HOLDER, for_another, held, those_who_make_room, waiting_one


@requires(Access.PUBLIC, system=HOLDER)
async def view_invitation(actor: Actor, db: Db, token: str) -> InvitationView:
    """What the holder of `token` can do next. Changes nothing. Raises NotFound for tokens we never gave out."""
    invitation, organization = await held(db, token)
    room_makers = await those_who_make_room(db, invitation)
    return InvitationView(
        step=await _step(actor, db, invitation, token),
        organization=organization.name,
        slug=organization.slug,
        role=Role(invitation.role),
        invited_by=await queries.name_of(db, invitation.invited_by),
        email=invitation.email or "",
        expires_at=invitation.expires_at,
        seat_requested_at=invitation.seat_requested_at,
        room_maker=room_makers[0].name if len(room_makers) == 1 else "",
    )


@requires(Access.SIGNED_IN, system=HOLDER)
async def accept_invitation(actor: Actor, db: Db, token: str) -> str:
    """Become a member, and return the organization's address.

    Twice or at once makes one membership. Raises NotFound, WrongAccount, InvitationExpired, InvitationRevoked,
    InvitationUsed; OutOfSeats while the organization is full, and the invitation stays open then.
    """
    return await _enter(actor, db, *await held(db, token, lock=True))


@requires(Access.SIGNED_IN, system="the invitation is for the actor's own, proved address")
async def accept_waiting(actor: Actor, db: Db, invitation: UUID) -> str:
    """The same for an invitation that waits for the actor's address. Raises NotFound unless it was mailed there."""
    return await _enter(actor, db, *await waiting_one(actor, db, invitation))


@requires(
    Access.SIGNED_IN, system="invitations for the actor's own, proved address, into organizations they are not in"
)
async def list_waiting(actor: Actor, db: Db) -> list[WaitingInvitation]:
    """The open invitations for the actor's email address, newest first."""
    return await queries.waiting_for(db, actor.user_id, actor.email, now())


@requires(Access.PUBLIC, system=HOLDER)
async def join(actor: Actor, db: Db, form: JoinForm, *, user_agent: str = "") -> Joined:
    """Open an account for the invited address and come in, in one step: the mailed link proves the address.

    Raises NotFound, NotProvable for links that anybody can have, EmailTaken, and what `accept_invitation` raises.
    """
    token = form.invitation
    await ratelimit.take(f"join {actor.address}", limit=rules.JOINS_PER_HOUR, per=rules.HOUR)
    invitation, _ = await held(db, token)
    if closed := rules.why_closed(invitation, now()):
        raise closed
    if invitation.email is None or not rules.proves_mailbox(token):
        raise NotProvable
    user, secret = await accounts.create_verified(
        db,
        email=invitation.email,
        name=form.name,
        password=form.password,
        user_agent=user_agent,
        address=actor.address,
    )
    slug = await _become_member(db, *await held(db, token, lock=True), user=user, name=form.name)
    return Joined(secret=secret, slug=slug)


async def _step(actor: Actor, db: Db, invitation: Invitation, token: str) -> InvitationStep:
    signed_in = actor.kind is ActorKind.USER
    if signed_in and await member_queries.role_of(db, invitation.organization_id, actor.user_id):
        return InvitationStep.ALREADY_MEMBER
    if closed := rules.why_closed(invitation, now()):
        return rules.closed_step(closed)
    if signed_in and for_another(invitation, actor):
        return InvitationStep.WRONG_ACCOUNT
    return await _step_in(actor, db, invitation, token)


async def _step_in(actor: Actor, db: Db, invitation: Invitation, token: str) -> InvitationStep:
    """How somebody comes in by an open invitation that is for them."""
    if not await seats.room_for(db, invitation.organization_id, invitation.email or actor.email):
        return InvitationStep.FULL
    if actor.kind is ActorKind.USER:
        return InvitationStep.ACCEPT
    if invitation.email is None or not rules.proves_mailbox(token):
        return InvitationStep.IDENTIFY
    known = await accounts.user_by_email(db, invitation.email)
    return InvitationStep.SIGN_IN if known else InvitationStep.JOIN


async def _enter(actor: Actor, db: Db, invitation: Invitation, organization: Organization) -> str:
    if await member_queries.role_of(db, organization.id, actor.user_id):
        return organization.slug
    if closed := rules.why_closed(invitation, now()):
        raise closed
    if for_another(invitation, actor):
        raise WrongAccount
    return await _become_member(db, invitation, organization, user=actor.user_id, name=actor.name)


async def _become_member(db: Db, invitation: Invitation, organization: Organization, *, user: UUID, name: str) -> str:
    if closed := rules.why_closed(invitation, now()):
        raise closed
    db.add(Membership(organization_id=organization.id, user_id=user, role=invitation.role))
    await db.flush()  # while the invitation still holds their seat
    invitation.uses += 1
    if invitation.kind == InvitationKind.EMAIL:
        invitation.accepted_at, invitation.accepted_by = now(), user
    db.add(invitation)
    await db.flush()
    describe(
        db,
        target_type="member",
        target_id=user,
        target_name=name,
        after={"role": invitation.role, "invitation": invitation.kind},
        organization=organization.id,
    )
    for topic in ("members", "invitations"):
        await announce(db, topic, organization=organization.id)
    await announce(db, "organizations", user=user)
    return organization.slug
