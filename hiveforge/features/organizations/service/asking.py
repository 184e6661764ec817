"""Asking for a seat: what the holder of an invitation can do while the organization is full."""

from datetime import timedelta
from uuid import UUID

from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features import mailing
from hiveforge.features.organizations import emails, rules
from hiveforge.features.organizations.errors import OutOfSeats, WrongAccount
from hiveforge.features.organizations.models import Invitation, Organization
from hiveforge.features.organizations.queries import seats
from hiveforge.features.organizations.schemas import InvitationKind

from .holding import HOLDER, for_another, held, those_who_make_room, waiting_one

ASKED_AGAIN_AFTER = timedelta(days=1)


@requires(Access.PUBLIC, system=HOLDER)
async def request_seat(actor: Actor, db: Db, token: str) -> None:
    """Tell who sent the invitation, or the owners and admins if that person cannot make room, that its holder waits.

    Twice a day is once, and nobody is told where there is a seat. Raises NotFound, WrongAccount, InvitationClosed.
    """
    await _request(actor, db, *await held(db, token, lock=True))


@requires(Access.SIGNED_IN, system="the invitation is for the actor's own, proved address")
async def request_waiting_seat(actor: Actor, db: Db, invitation: UUID) -> None:
    """The same for an invitation that waits for the actor's address. Raises NotFound unless it was mailed there."""
    await _request(actor, db, *await waiting_one(actor, db, invitation))


async def _request(actor: Actor, db: Db, invitation: Invitation, organization: Organization) -> None:
    if closed := rules.why_closed(invitation, now()):
        raise closed
    signed_in = actor.kind is ActorKind.USER
    if signed_in and for_another(invitation, actor):
        raise WrongAccount
    asked = invitation.seat_requested_at
    if asked and asked > now() - ASKED_AGAIN_AFTER:
        return
    if await seats.room_for(db, organization.id, invitation.email or actor.email):
        return
    invitation.seat_requested_at = now()
    db.add(invitation)
    who = invitation.email or (f"{actor.name} ({actor.email})" if signed_in else "Somebody with an invitation link")
    describe(db, target_type="invitation", target_id=invitation.id, target_name=who, organization=organization.id)
    await _tell(db, invitation, organization, who)
    await announce(db, "invitations", organization=organization.id)


async def _tell(db: Db, invitation: Invitation, organization: Organization, who: str) -> None:
    taken = await seats.taken(db, organization.id)
    wanted = taken.taken + (invitation.kind == InvitationKind.LINK)  # one that was mailed is counted already
    email = emails.seat_requested(
        organization.name, organization.slug, who, OutOfSeats.offer(organization.slug, wanted), invitation.expires_at
    )
    for person in await those_who_make_room(db, invitation):
        await mailing.queue(
            db, to=person.email, email=email, kind="organizations.seat_requested", organization_id=organization.id
        )
