"""What is said to a payment provider and heard from it, in our own words. Amounts are in the currency's smallest unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class SubscriptionStatus(StrEnum):
    """Stripe's words."""

    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"
    UNPAID = "unpaid"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """`organization` is the id that we gave the provider when we made the customer; empty for customers of others."""

    id: str
    organization: str
    email: str
    name: str
    deleted: bool = False
    default_payment_method: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """The provider's truth about a subscription. `price` is the lookup key of its plan's price, `quantity` its seats.

    `metered_item` is the item that bills overage, empty without one.
    """

    id: str
    customer: str
    status: SubscriptionStatus
    price: str
    quantity: int
    item: str
    started_at: datetime
    period_start: datetime
    period_end: datetime
    trial_end: datetime | None = None
    cancel_at: datetime | None = None
    canceled_at: datetime | None = None
    ended_at: datetime | None = None
    metered_item: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """`pdf` and `page` are addresses at the provider; empty for drafts."""

    id: str
    customer: str
    subscription: str
    number: str
    status: str
    currency: str
    total: int
    amount_due: int
    amount_paid: int
    created_at: datetime
    period_start: datetime | None = None
    period_end: datetime | None = None
    paid_at: datetime | None = None
    next_attempt_at: datetime | None = None
    attempts: int = 0
    pdf: str = ""
    page: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A payment method as it may be shown."""

    id: str
    brand: str
    last4: str
    expires_month: int
    expires_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """`price` is a lookup key. `{CHECKOUT_SESSION_ID}` in `success_url` is replaced by the provider.

    `overage_price` is the lookup key of the metered price that goes along, without its interval, empty for none. A `pack` pays once.
    """

    customer: str
    organization: str
    price: str
    quantity: int
    success_url: str
    cancel_url: str
    trial_days: int = 0
    overage_price: str = ""
    pack: bool = False


@dataclass(frozen=True, slots=True)
class CheckoutFacts:
    """`url` is empty once the session is no longer open. `quantity` and `price` say what is bought, `paid` whether nothing is owed."""

    id: str
    url: str
    status: str
    paid: bool
    mode: str
    customer: str
    organization: str
    subscription: str
    price: str
    quantity: int
    currency: str
    total: int


@dataclass(frozen=True, slots=True)
class ChargeLine:
    text: str
    amount: int


@dataclass(frozen=True, slots=True)
class ChargePreview:
    """What a change costs: `due_now` is charged at once, `next_total` at `next_at`.

    Handing `proration_at` to `change` makes it cost exactly this.
    """

    currency: str
    due_now: int
    next_total: int
    next_at: datetime | None
    lines: Sequence[ChargeLine] = ()
    proration_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A verified message from the provider. `object_kind` and `object_id` name what to read again; `customer` may be empty."""

    id: str
    kind: str
    object_kind: str
    object_id: str
    customer: str
    created_at: datetime
    live: bool
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Something that `sync_plans` would make or change at the provider, in words."""

    text: str
