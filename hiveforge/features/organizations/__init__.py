"""Organizations: who works together, and as what.

organization = await organizations.create(actor, organizations.CreateForm(name="Acme"))
page = await organizations.list_members(actor, organizations.MembersQuery(search="ada"), limit=25)
"""

from .errors import AlreadyMember, LastOwner, OnlyOwnersMakeOwners, SlugTaken
from .schemas import CreateForm, InviteForm, MemberRow, MembersPage, MembersQuery, OrganizationDetails, OrganizationRow
from .service import create, get, invite, list_members, list_mine

__all__ = [
    "AlreadyMember",
    "CreateForm",
    "InviteForm",
    "LastOwner",
    "MemberRow",
    "MembersPage",
    "MembersQuery",
    "OnlyOwnersMakeOwners",
    "OrganizationDetails",
    "OrganizationRow",
    "SlugTaken",
    "create",
    "get",
    "invite",
    "list_members",
    "list_mine",
]
