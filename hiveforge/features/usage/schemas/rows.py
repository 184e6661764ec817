"""Frozen rows. All amounts are AI credits, whole ones."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .words import OverageMode, ReservationState, Span


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """`credits` is None where the member has no budget."""

    member: UUID
    name: str
    credits: int | None


@dataclass(frozen=True, slots=True)
class KeyBudgetRow:
    """The same for an API key."""

    key: UUID
    name: str
    credits: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` until just before `ends_at`; later periods are months counted from `anchor_at`."""

    starts_at: datetime
    ends_at: datetime
    anchor_at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What an organization has now.

    `remaining` can be reserved now, overage within the budget included. `forecast` is what will have been used in this
    period at the pace so far. `alert` is 80 or 100 once that share of the allowance is used, else 0.
    """

    included: int
    included_used: int
    packs: int
    reserved: int
    overage_mode: OverageMode
    overage_budget: int
    overage_used: int
    remaining: int
    resets_at: datetime
    forecast: int
    alert: int
    overage_allowed: bool


@dataclass(frozen=True, slots=True)
class Reservation:
    id: UUID
    amount: int
    key: str
    state: ReservationState
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was taken, and from what. `missing` is what the work cost beyond all that could be taken."""

    taken: int
    included: int
    packs: int
    overage: int
    missing: int
    state: ReservationState


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """A number of the account that its entries do not add up to."""

    what: str
    account: int
    entries: int


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """Overage that the payment provider does not take; `reason` is in its words. `used_at` is the moment it is billed for."""

    id: UUID
    organization: UUID
    organization_name: str
    payer: str
    amount: int
    used_at: datetime
    refused_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedReports:
    """`total` counts those on all pages."""

    rows: list[RefusedReport]
    total: int


@dataclass(frozen=True, slots=True)
class DayUse:
    """A day in UTC."""

    day: date
    credits: int
    acts: int


@dataclass(frozen=True, slots=True)
class MemberUse:
    """`member` is None for what HiveForge did by itself; `here` is False for whoever is no member any more.

    `budget` is in credits for each period, None without one.
    """

    member: UUID | None
    name: str
    here: bool
    avatar_id: UUID | None
    credits: int
    acts: int
    budget: int | None


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What one API key used. `works` is False for one that is revoked, has expired or went with its maker."""

    key: UUID
    name: str
    works: bool
    credits: int
    acts: int
    budget: int | None


@dataclass(frozen=True, slots=True)
class NamedUse:
    """By model or by feature: `key` as it was recorded, `name` as people call it."""

    key: str
    name: str
    credits: int
    acts: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was used from `starts_at` until just before `ends_at`, by when the work was settled.

    `days` are all days of it, `members` and `keys` also those who used nothing; the others have only what was used, the most
    first.
    """

    span: Span
    starts_at: datetime
    ends_at: datetime
    credits: int
    acts: int
    days: list[DayUse]
    members: list[MemberUse]
    keys: list[KeyUse]
    models: list[NamedUse]
    features: list[NamedUse]


@dataclass(frozen=True, slots=True)
class UseRow:
    """A line of the file: what one member used on one day by one model for one feature, by an API key or, where `key` is
    empty, by themselves.
    """

    day: date
    member: str
    key: str
    model: str
    feature: str
    acts: int
    credits: int
