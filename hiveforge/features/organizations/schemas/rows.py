"""What they get back. All of it frozen."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hiveforge.core.permissions import Role
from hiveforge.core.seat_offers import SeatOffer


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One of somebody's organizations, with their role in it. `logo_id` is the id of a picture."""

    id: UUID
    name: str
    slug: str
    role: Role
    created_at: datetime
    logo_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every page of a signed-in person shows around itself. `test_mode` says what is not real, empty for nothing."""

    organizations: list[OrganizationRow]
    waiting: int
    test_mode: str
    avatar_id: UUID | None


@dataclass(frozen=True, slots=True)
class OrganizationDetails:
    id: UUID
    name: str
    slug: str
    role: Role
    created_at: datetime
    version: int
    members: int | None
    logo_id: UUID | None = None


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
    """`avatar_id` is the id of a picture."""

    id: UUID
    name: str
    email: str
    role: Role
    joined_at: datetime
    avatar_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BillingContacts:
    """Who is written to about an organization's money: its owners and admins."""

    organization: str
    slug: str
    people: list[MemberRow]


@dataclass(frozen=True, slots=True)
class SeatsTaken:
    """`used` are members, `held` are open invitations by mail."""

    used: int
    held: int

    @property
    def taken(self) -> int:
        return self.used + self.held


@dataclass(frozen=True, slots=True)
class Seats(SeatsTaken):
    """`most` is how many there are, None without limit. `sold`: more can be bought one by one."""

    most: int | None
    sold: bool

    @property
    def full(self) -> bool:
        return self.most is not None and self.taken >= self.most

    @property
    def crowded(self) -> bool:
        """Members alone use them all: also those who were invited wait."""
        return self.most is not None and self.used >= self.most


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
    """An open invitation. `uses` counts who came in by a link; `seat_requested_at` is when its holder found no seat."""

    id: UUID
    kind: InvitationKind
    email: str | None
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime
    uses: int = 0
    seat_requested_at: datetime | None = None


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
class InviteOffer:
    """Inviting these addresses needs more seats, which cost this."""

    emails: tuple[str, ...]
    seats: SeatOffer


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
class Accepted:
    """The address of the organization that somebody is a member of now."""

    slug: str


@dataclass(frozen=True, slots=True)
class WaitingInvitation:
    """One that waits for the person who is signed in.

    `full`: it lets them in as soon as a seat is free. `seat_requested_at` is when they asked for one.
    """

    id: UUID
    organization: str
    role: Role
    invited_by: str
    expires_at: datetime
    full: bool
    seat_requested_at: datetime | None


class InvitationStep(StrEnum):
    """What the holder of an invitation can do next; each is a page."""

    ACCEPT = "accept"
    JOIN = "join"
    SIGN_IN = "sign_in"
    IDENTIFY = "identify"
    WRONG_ACCOUNT = "wrong_account"
    FULL = "full"
    ALREADY_MEMBER = "already_member"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What the page of an invitation shows to whoever opened it.

    `seat_requested_at` is when its holder asked for a seat; `room_maker` is who hears of that, empty for owners and admins.
    """

    step: InvitationStep
    organization: str
    slug: str
    role: Role
    invited_by: str
    email: str
    expires_at: datetime
    seat_requested_at: datetime | None
    room_maker: str
