"""What people and programs may send."""

from typing import Annotated, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hiveforge.core.permissions import Role
from hiveforge.features import accounts

from .words import Addresses, InvitedRole, MemberSort, OrganizationName, Search, Slug, Token


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CreateForm(_Form):
    """`slug` may be left out: it is made from the name then."""

    name: OrganizationName
    slug: Annotated[Slug | None, BeforeValidator(lambda text: text or None)] = None


class UpdateForm(_Form):
    """`version` is the one the person has seen."""

    name: OrganizationName
    slug: Slug
    version: int = Field(ge=1, le=2**31 - 1)


class PatchForm(_Form):
    """The same for programs, which may leave out what stays."""

    name: OrganizationName | None = None
    slug: Slug | None = None
    version: int = Field(ge=1, le=2**31 - 1)


class RoleForm(_Form):
    role: Role


class InviteForm(_Form):
    emails: Addresses
    role: InvitedRole = Role.MEMBER


class LinkForm(_Form):
    role: InvitedRole = Role.MEMBER


class AcceptForm(_Form):
    invitation: Token = ""


class JoinForm(_Form):
    """What somebody without an account types on the page of a mailed invitation.

    The form also shows their address, so that password managers know whose password it is: that one is ignored.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True, hide_input_in_errors=True)

    invitation: Token = ""
    name: accounts.PersonName = ""
    password: accounts.NewPassword = ""


class MembersQuery(_Form):
    """Which members, in which order."""

    search: Search = ""
    role: Role | None = None
    sort: MemberSort = "name"

    @classmethod
    def lenient(cls, *, search: str, role: str, sort: str) -> Self:
        """From a page's address, which people edit: what means nothing counts as not said."""
        roles, sorts = {r.value for r in Role}, set(get_args(MemberSort))
        given = {"role": role if role in roles else None, "sort": sort if sort in sorts else "name"}
        return cls.model_validate({"search": search, **given})
