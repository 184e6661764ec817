"""Organizations: who works together, and as what.

organization = await organizations.create(actor, organizations.CreateForm(name="Acme"))
page = await organizations.list_members(actor, organizations.MembersQuery(search="ada"), limit=25)
"""

from .errors import AlreadyMember, LastOwner, OnlyOwnersMakeOwners, SlugTaken
from .rules import RESTORABLE_FOR
from .schemas import (
    BillingContacts,
    CreateForm,
    InviteForm,
    MemberRow,
    MembersPage,
    MembersQuery,
    OrganizationDetails,
    OrganizationRow,
    SeatsTaken,
)
from .service import (
    billing_contacts,
    create,
    get,
    get_member,
    invite,
    limit_seats,
    list_members,
    list_mine,
    names,
    seats_taken,
)

__all__ = [
    "RESTORABLE_FOR",
    "AlreadyMember",
    "BillingContacts",
    "CreateForm",
    "InviteForm",
    "LastOwner",
    "MemberRow",
    "MembersPage",
    "MembersQuery",
    "OnlyOwnersMakeOwners",
    "OrganizationDetails",
    "OrganizationRow",
    "SeatsTaken",
    "SlugTaken",
    "billing_contacts",
    "create",
    "get",
    "get_member",
    "invite",
    "limit_seats",
    "list_members",
    "list_mine",
    "names",
    "seats_taken",
]
