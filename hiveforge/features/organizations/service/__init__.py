"""What organizations decide and write."""

from .asking import request_seat, request_waiting_seat
from .invitations import (
    browse_invitations,
    create_link,
    invite,
    list_invitations,
    renew_link,
    resend_invitation,
    revoke_invitation,
)
from .inviting import invite_or_offer
from .joining import accept_invitation, accept_waiting, join, list_waiting, view_invitation
from .lifecycle import delete, leave, list_deleted, purge, restore, transfer
from .logos import change_logo, remove_logo
from .members import billing_contacts, browse_members, change_role, get_member, list_members, list_online, remove_member
from .organizations import browse_mine, create, get, latest_change, list_mine, surroundings, update, way_in
from .seats import limit_seats, names, seats, seats_taken

__all__ = [
    "accept_invitation",
    "accept_waiting",
    "billing_contacts",
    "browse_invitations",
    "browse_members",
    "browse_mine",
    "change_logo",
    "change_role",
    "create",
    "create_link",
    "delete",
    "get",
    "get_member",
    "invite",
    "invite_or_offer",
    "join",
    "latest_change",
    "leave",
    "limit_seats",
    "list_deleted",
    "list_invitations",
    "list_members",
    "list_mine",
    "list_online",
    "list_waiting",
    "names",
    "purge",
    "remove_logo",
    "remove_member",
    "renew_link",
    "request_seat",
    "request_waiting_seat",
    "resend_invitation",
    "restore",
    "revoke_invitation",
    "seats",
    "seats_taken",
    "surroundings",
    "transfer",
    "update",
    "view_invitation",
    "way_in",
]
