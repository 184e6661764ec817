"""What the people who run the installation see of billing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class EventStatus(StrEnum):
    """`parked`: it concerns nobody we know. `failed`: handling it went wrong for good. Both wait for a replay."""

    STORED = "stored"
    DONE = "done"
    PARKED = "parked"
    FAILED = "failed"


class DifferenceKind(StrEnum):
    CUSTOMER = "customer"
    SUBSCRIPTION = "subscription"
    SECOND_SUBSCRIPTION = "second_subscription"
    SEATS = "seats"
    METER = "meter"
    INVOICE = "invoice"
    ORPHAN = "orphan"


class EventFilter(BaseModel):
    """`search` is part of an event's id, kind or customer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: EventStatus | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    id: UUID
    external_id: str
    kind: str
    customer: str
    status: EventStatus
    reason: str
    attempts: int
    received_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventsPage:
    """`total` counts what matches on all pages."""

    rows: list[EventRow]
    total: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`fixed_at` is None while it stands. `fixable` tells whether `fix_difference` can do something about it.

    `remedy` is what that will do, `obstacle` why it can do nothing and what helps instead.
    """

    id: UUID
    organization: UUID | None
    organization_name: str
    kind: DifferenceKind
    subject: str
    stripe_says: str
    we_say: str
    found_at: datetime
    fixed_at: datetime | None
    fixed_by: str
    fixable: bool
    remedy: str
    obstacle: str


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """`total` counts what matches on all pages."""

    rows: list[Difference]
    total: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`failed` are organizations whose comparison the provider did not answer."""

    checked: int
    found: int
    failed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that has come to its end; `by` is who asked for it."""

    at: datetime
    by: str
    done: Reconciliation


@dataclass(frozen=True, slots=True)
class Attention:
    """What waits for a person. `ending` counts arranged plans that end within 30 days, `refused` reports of overage.

    `compared` is the last comparison, None when there was none yet. `test_mode` says what is not real on this
    installation, empty for nothing.
    """

    standing: int
    parked: int
    failed: int
    ending: int
    refused: int
    compared: Comparison | None
    test_mode: str = ""
