"""Whoever holds an invitation: which one it is, whom it is for, and who can make room for them.

Parts of acts, in the system's transaction: a holder does not belong to the organization yet.
"""

from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.identity import secret_hash
from hiveforge.core.permissions import Permission, roles_with
from hiveforge.features.organizations.models import Invitation, Organization
from hiveforge.features.organizations.queries import invitations as queries
from hiveforge.features.organizations.queries import members as member_queries
from hiveforge.features.organizations.schemas import MemberRow

HOLDER = "who holds an invitation does not belong to its organization yet; the token decides"


async def held(db: Db, token: str, *, lock: bool = False) -> tuple[Invitation, Organization]:
    """The invitation with this token. Raises NotFound for tokens we never gave out."""
    found = await queries.by_token(db, secret_hash(token), lock=lock)
    if found is None:
        raise NotFound("This invitation does not exist. Ask for a new link, and copy the whole of it.")
    return found


async def waiting_one(actor: Actor, db: Db, invitation: UUID) -> tuple[Invitation, Organization]:
    """An invitation that was mailed to the actor's address, locked. Raises NotFound."""
    found = await queries.by_id(db, invitation, lock=True)
    if found is None or found[0].email != actor.email:
        raise NotFound
    return found


def for_another(invitation: Invitation, actor: Actor) -> bool:
    """Whether it was mailed to another address than the actor's."""
    return invitation.email is not None and invitation.email != actor.email


async def those_who_make_room(db: Db, invitation: Invitation) -> list[MemberRow]:
    """Who sent it, if that person still invites people; else the owners and admins."""
    place = invitation.organization_id
    inviter = await member_queries.person(db, place, invitation.invited_by) if invitation.invited_by else None
    if inviter and inviter.role in roles_with(Permission.MEMBERS_INVITE):
        return [inviter]
    return [*await member_queries.owners(db, place), *await member_queries.admins(db, place)]
