"""What the pages of billing show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from hiveforge.features.plans import Interval, Quantity
from hiveforge.features.usage import OverageMode

from .facts import StandingStatus


class CheckoutState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Card:
    brand: str
    last4: str
    expires_month: int
    expires_year: int


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """`pdf_url` and `page_url` lead to the provider."""

    number: str
    created_at: datetime
    total: int
    currency: str
    status: str
    pdf_url: str
    page_url: str


@dataclass(frozen=True, slots=True)
class UsageLine:
    """`limit` and `remaining` are None without limit; `resets_at` and `forecast` for what is counted by the month."""

    quantity: Quantity
    used: int
    limit: int | None
    remaining: int | None
    resets_at: datetime | None = None
    forecast: int | None = None


@dataclass(frozen=True, slots=True)
class NextCharge:
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Banner:
    """What every page of the organization says while something about its payments or its AI credits is wrong.

    `kind` is past_due (access ends at `at`), suspended (it has ended; paying brings it back), canceling (ends at `at`)
    or trial_ending (ends at `at`), or arrangement_ending (the arranged plan ends at `at`), credits_low or credits_gone
    (`used` of `included` credits are used, and start anew at `at`).
    """

    kind: str
    at: datetime | None = None
    used: int = 0
    included: int = 0


@dataclass(frozen=True, slots=True)
class Checkout:
    """What became of a checkout, and whether it is for a pack of AI credits instead of a plan."""

    state: CheckoutState
    pack: bool


@dataclass(frozen=True, slots=True)
class BillingOverview:
    """`unit_price` is for one seat where the plan is per seat; `total` is for one interval, before tax and coupons.

    `seats_limit` is None without limit. `included` are limits and features in words. `last_day` is that of an arranged
    plan, None while it is open-ended. `overage_budget` is in credits. `simulated`: no money moves.
    """

    plan: str
    plan_name: str
    status: StandingStatus
    interval: Interval | None
    per_seat: bool
    currency: str
    unit_price: int
    total: int
    seats_used: int
    seats_held: int
    seats_limit: int | None
    period_end: datetime | None
    trial_end: datetime | None
    cancel_at: datetime | None
    access_until: datetime | None
    next_charge: NextCharge | None
    card: Card | None
    invoices: list[InvoiceRow]
    included: list[str]
    last_day: date | None
    usage: list[UsageLine]
    overage_allowed: bool
    overage_mode: OverageMode
    overage_budget: int
    overage_used: int
    packs_left: int
    simulated: bool
    banner: Banner | None


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    amount: int


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that a change takes away, in words. `over` is by how much today's use is above the new limit."""

    text: str
    over: int = 0


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """The exact charge of a change, and what it takes away. Hand `priced_at` back to make it cost exactly this."""

    plan: str
    plan_name: str
    interval: Interval | None
    seats: int
    currency: str
    due_now: int
    next_total: int
    next_at: datetime | None
    lines: list[Line] = field(default_factory=list)
    consequences: list[Consequence] = field(default_factory=list)
    priced_at: datetime | None = None
