"""What organizations refuse, and what to do instead."""

import json
from typing import Self

from hiveforge.core.errors import Conflict, Invalid, LimitReached, NotAllowed


class SlugTaken(Conflict):
    code, param, constraint = "slug_taken", "slug", "uq_organizations_slug"
    message = "This address is taken. Choose another one."


class SlugReserved(Invalid):
    code, param, message = "slug_reserved", "slug", "This address is reserved. Choose another one."


class OrganizationChanged(Conflict):
    """Somebody else saved while this person was editing."""

    code = "organization_changed"
    message = "Somebody else changed this organization while you were editing. Look at their version, then save again."


class NameDoesNotMatch(Invalid):
    code, param = "name_does_not_match", "name"
    message = "This is not the name of the organization. Type it exactly as it is shown."


class LastOwner(Conflict):
    code, constraint = "last_owner", "last_owner"
    message = "An organization keeps at least one owner. Make somebody else an owner first, or delete the organization."


class OnlyOwnersMakeOwners(NotAllowed):
    code, constraint = "owners_make_owners", "owners_make_owners"
    message = "Only owners decide who is an owner. Ask one of them."


class AlreadyMember(Conflict):
    code, param, message = "already_member", "emails", "This person is already a member."
    constraint = "uq_memberships_organization_id_user_id"


class AlreadyInvited(Conflict):
    code, param = "already_invited", "emails"
    message = "This address has an open invitation. Send it again instead."


class TooManyInvitations(LimitReached):
    code, param = "too_many_invitations", "emails"
    message = "Too many invitations are open. Revoke some, or wait until they are accepted."


class OutOfSeats(LimitReached):
    """Also whoever holds an invitation gets it, so the words are for both sides. `missing` people have no seat."""

    code, constraint = "out_of_seats", "seats"
    message = (
        "All seats of this organization are taken. Its owners and admins can add seats, or remove a member or an "
        "invitation. Open invitations stay valid."
    )

    missing = 1

    @classmethod
    def of(cls, slug: str, *, limit: int, used: int, wanted: int, message: str = "", param: str = "") -> Self:
        """With the page that offers `wanted` seats. `used` counts members and open invitations."""
        refused = cls(message, param=param, limit=limit, used=used, upgrade_url=cls.offer(slug, wanted))
        refused.missing = wanted - used
        return refused

    @staticmethod
    def offer(slug: str, wanted: int) -> str:
        """The page where this many seats are bought."""
        return f"/o/{slug}/billing?seats={wanted}#choose-plan"

    @classmethod
    def of_broken_constraint(cls, detail: str) -> Self:
        """The database's rule says what it counted."""
        return cls.of(**json.loads(detail))


class InvitationClosed(Conflict):
    """It was accepted, was revoked or expired."""

    code, message = "invitation_closed", "This invitation is no longer open."


class InvitationExpired(InvitationClosed):
    code, message = "invitation_expired", "This invitation has expired. Ask for a new one."


class InvitationRevoked(InvitationClosed):
    code, message = (
        "invitation_revoked",
        "This invitation was withdrawn. Ask for a new one if you think that is a mistake.",
    )


class InvitationUsed(InvitationClosed):
    code, message = "invitation_used", "This invitation was used already. Ask for a new one."


class WrongAccount(NotAllowed):
    code, message = "wrong_account", "This invitation is for another email address. Sign in with that one."


class NotProvable(NotAllowed):
    """The link does not show that its holder reads the invited mailbox, so it opens no account."""

    code, message = "not_provable", "Create an account or sign in first, then accept the invitation."


class CannotRestore(Conflict):
    code, message = "cannot_restore", "This organization cannot be restored any more."
