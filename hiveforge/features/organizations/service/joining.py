"""Coming in: what an invitation shows to its holder, and accepting it. Looking never accepts.

Whoever holds the token may look and come in; nobody else learns that the invitation exists.
"""

from uuid import UUID

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.identity import secret_hash
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access, Role
from hiveforge.core.service import requires
from hiveforge.features import accounts
from hiveforge.features.organizations import rules
from hiveforge.features.organizations.errors import NotProvable, WrongAccount
from hiveforge.features.organizations.models import Invitation, Membership, Organization
from hiveforge.features.organizations.queries import invitations as queries
from hiveforge.features.organizations.queries import members as member_queries
from hiveforge.features.organizations.schemas import (
    InvitationKind,
    InvitationStep,
    InvitationView,
    Joined,
    JoinForm,
    WaitingInvitation,
)

_HOLDER = "who holds an invitation does not belong to its organization yet; the token decides"


@requires(Access.PUBLIC, system=_HOLDER)
async def view_invitation(actor: Actor, db: Db, token: str) -> InvitationView:
    """What the holder of `token` can do next. Changes nothing. Raises NotFound for tokens we never gave out."""
    found = await queries.by_token(db, secret_hash(token))
    if found is None:
        raise NotFound("This invitation does not exist. Ask for a new link, and copy the whole of it.")
    invitation, organization = found
    return InvitationView(
        step=await _step(actor, db, invitation, token),
        organization=organization.name,
        slug=organization.slug,
        role=Role(invitation.role),
        invited_by=await queries.name_of(db, invitation.invited_by),
        email=invitation.email or "",
    )


@requires(Access.SIGNED_IN, system=_HOLDER)
async def accept_invitation(actor: Actor, db: Db, token: str) -> str:
    """Become a member, and return the organization's address.

    Twice or at once makes one membership. Raises NotFound, WrongAccount, InvitationExpired, InvitationRevoked,
    InvitationUsed.
    """
    found = await queries.by_token(db, secret_hash(token), lock=True)
    if found is None:
        raise NotFound("This invitation does not exist. Ask for a new link, and copy the whole of it.")
    return await _enter(actor, db, *found)


@requires(Access.SIGNED_IN, system="the invitation is for the actor's own, proved address")
async def accept_waiting(actor: Actor, db: Db, invitation: UUID) -> str:
    """The same for an invitation that waits for the actor's address. Raises NotFound unless it was mailed there."""
    found = await queries.by_id(db, invitation, lock=True)
    if found is None or found[0].email != actor.email:
        raise NotFound
    return await _enter(actor, db, *found)


@requires(
    Access.SIGNED_IN, system="invitations for the actor's own, proved address, into organizations they are not in"
)
async def list_waiting(actor: Actor, db: Db) -> list[WaitingInvitation]:
    """The open invitations for the actor's email address, newest first."""
    return await queries.waiting_for(db, actor.user_id, actor.email, now())


@requires(Access.PUBLIC, system=_HOLDER)
async def join(actor: Actor, db: Db, form: JoinForm, *, user_agent: str = "") -> Joined:
    """Open an account for the invited address and come in, in one step: the mailed link proves the address.

    Raises NotFound, NotProvable for links that anybody can have, EmailTaken, and what `accept_invitation` raises.
    """
    token = form.invitation
    await ratelimit.take(f"join {actor.address}", limit=rules.JOINS_PER_HOUR, per=rules.HOUR)
    found = await queries.by_token(db, secret_hash(token))
    if found is None:
        raise NotFound("This invitation does not exist. Ask for a new link, and copy the whole of it.")
    invitation, _ = found
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
    locked = await queries.by_token(db, secret_hash(token), lock=True)
    if locked is None:
        raise NotFound("This invitation does not exist. Ask for a new link, and copy the whole of it.")
    slug = await _become_member(db, *locked, user=user, name=form.name)
    return Joined(secret=secret, slug=slug)


async def _step(actor: Actor, db: Db, invitation: Invitation, token: str) -> InvitationStep:
    signed_in = actor.kind is ActorKind.USER
    if signed_in and await member_queries.role_of(db, invitation.organization_id, actor.user_id):
        return InvitationStep.ALREADY_MEMBER
    if closed := rules.why_closed(invitation, now()):
        return rules.closed_step(closed)
    if signed_in:
        return InvitationStep.WRONG_ACCOUNT if _for_another(invitation, actor) else InvitationStep.ACCEPT
    if invitation.email is None or not rules.proves_mailbox(token):
        return InvitationStep.IDENTIFY
    known = await accounts.user_by_email(db, invitation.email)
    return InvitationStep.SIGN_IN if known else InvitationStep.JOIN


async def _enter(actor: Actor, db: Db, invitation: Invitation, organization: Organization) -> str:
    if await member_queries.role_of(db, organization.id, actor.user_id):
        return organization.slug
    if closed := rules.why_closed(invitation, now()):
        raise closed
    if _for_another(invitation, actor):
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


def _for_another(invitation: Invitation, actor: Actor) -> bool:
    return invitation.email is not None and invitation.email != actor.email
