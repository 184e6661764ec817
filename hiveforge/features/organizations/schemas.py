"""What crosses the doors: validated input and frozen rows."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Literal, Self, get_args
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from hiveforge.core.permissions import Role
from hiveforge.core.text import one_line, search_text
from hiveforge.features import accounts

LONGEST_NAME = 80
LONGEST_SLUG = 40
MOST_AT_ONCE = 50
_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9])*")

_EMAIL: TypeAdapter[str] = TypeAdapter(accounts.EmailAddress)
_SEPARATORS = re.compile(r"[\s,;]+")


def _slug(text: str) -> str:
    slug = text.strip().lower()
    if not 2 <= len(slug) <= LONGEST_SLUG:
        raise ValueError(f"Use 2 to {LONGEST_SLUG} characters.")
    if not _SLUG.fullmatch(slug):
        raise ValueError("Use lower-case letters, digits and single hyphens between them.")
    return slug


def _emails(given: object) -> object:
    """What people paste: addresses between commas, semicolons, spaces or line ends, some of them twice."""
    parts = _SEPARATORS.split(given) if isinstance(given, str) else given
    if not isinstance(parts, list | tuple):
        return given
    found = [part.strip().lower() for part in parts if isinstance(part, str) and part.strip()]
    return tuple(dict.fromkeys(found)) if len(found) == sum(1 for p in parts if p != "") else given


def _addresses(emails: tuple[str, ...]) -> tuple[str, ...]:
    if not emails:
        raise ValueError("Type at least one email address.")
    if len(emails) > MOST_AT_ONCE:
        raise ValueError(f"Invite at most {MOST_AT_ONCE} people at once.")
    return tuple(dict.fromkeys(_address(email) for email in emails))


def _address(text: str) -> str:
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        raise ValueError(f"“{text[:80]}” is not an email address.") from None


def _no_owner(role: Role) -> Role:
    if role is Role.OWNER:
        raise ValueError("Nobody is invited as an owner. Make them an owner once they have joined.")
    return role


OrganizationName = Annotated[str, AfterValidator(partial(one_line, longest=LONGEST_NAME))]
Slug = Annotated[str, AfterValidator(_slug)]
Search = Annotated[str, AfterValidator(search_text)]
InvitedRole = Annotated[Role, AfterValidator(_no_owner)]
Token = Annotated[str, StringConstraints(max_length=100)]
MemberSort = Literal["name", "-name", "email", "-email", "role", "-role", "joined", "-joined"]


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
    emails: Annotated[tuple[str, ...], BeforeValidator(_emails), AfterValidator(_addresses)]
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


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One of somebody's organizations, with their role in it."""

    id: UUID
    name: str
    slug: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every page of a signed-in person shows around itself."""

    organizations: list[OrganizationRow]
    waiting: int
    test_mode: bool


@dataclass(frozen=True, slots=True)
class OrganizationDetails:
    id: UUID
    name: str
    slug: str
    role: Role
    created_at: datetime
    version: int
    members: int


@dataclass(frozen=True, slots=True)
class DeletedOrganization:
    """One that its owners can still bring back."""

    id: UUID
    name: str
    slug: str
    deleted_at: datetime
    deleted_by: str
    purged_at: datetime


@dataclass(frozen=True, slots=True)
class LatestChange:
    """Who saved an organization last, for somebody who was editing at the same time."""

    by: str
    name: str
    slug: str
    version: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: UUID
    name: str
    email: str
    role: Role
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class MembersPage:
    """`total` counts all that match, `rows` are those of the page."""

    rows: list[MemberRow]
    total: int


class InvitationKind(StrEnum):
    EMAIL = "email"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An open invitation. `uses` counts who came in by a link."""

    id: UUID
    kind: InvitationKind
    email: str | None
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime
    uses: int = 0


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    rows: list[InvitationRow]
    total: int


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of a list of addresses: those that got a mail, and those that were left out."""

    invited: list[InvitationRow]
    members: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """Shown once: only the hash of the link's token is kept."""

    id: UUID
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """A new account came in: `secret` belongs into the session cookie."""

    secret: str
    slug: str


@dataclass(frozen=True, slots=True)
class WaitingInvitation:
    """One that waits for the person who is signed in."""

    id: UUID
    organization: str
    role: Role
    invited_by: str
    expires_at: datetime


class InvitationStep(StrEnum):
    """What the holder of an invitation can do next; each is a page."""

    ACCEPT = "accept"
    JOIN = "join"
    SIGN_IN = "sign_in"
    IDENTIFY = "identify"
    WRONG_ACCOUNT = "wrong_account"
    ALREADY_MEMBER = "already_member"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What the page of an invitation shows to whoever opened it."""

    step: InvitationStep
    organization: str
    slug: str
    role: Role
    invited_by: str
    email: str
