"""Where an organization stands, as rules decide it from the payment provider's facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hiveforge.features.plans import Quantity
from hiveforge.gateways.payments.schemas import (
    CardFacts,
    ChargePreview,
    CheckoutFacts,
    InvoiceFacts,
    SubscriptionFacts,
    SubscriptionStatus,
)

__all__ = [
    "ActKind",
    "ActStatus",
    "Arrangement",
    "BillingState",
    "CardFacts",
    "ChargePreview",
    "CheckoutFacts",
    "InvoiceFacts",
    "Standing",
    "StandingStatus",
    "SubscriptionFacts",
    "SubscriptionStatus",
]


class StandingStatus(StrEnum):
    """`suspended`: payment is missing for longer than the grace, and paying brings the plan back. `ended`: it had one.

    `arranged`: agreed with the people who run the installation; nothing is paid through the provider.
    """

    FREE = "free"
    TRIALING = "trialing"
    ACTIVE = "active"
    CANCELING = "canceling"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    ENDED = "ended"
    ARRANGED = "arranged"


class ActKind(StrEnum):
    """What is asked of the payment provider once, whoever is killed and repeats it."""

    CUSTOMER = "customer"
    CHECKOUT = "checkout"
    PACK = "pack"
    CHANGE = "change"
    CANCEL = "cancel"
    RESUME = "resume"


class ActStatus(StrEnum):
    """`open`: asked, perhaps answered. `called`: the provider has answered. `settled`: its effect stands in our tables."""

    OPEN = "open"
    CALLED = "called"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A plan by arrangement. What `limits` does not name has no limit. `until` is None while it is open-ended."""

    plan: str
    limits: Mapping[Quantity, int]
    starts: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The plan that counts at a moment, and the subscription it comes from.

    `access_until` is when an unpaid or arranged plan stops counting. `surplus` are further subscriptions that are paid
    for nothing. `arranged` are the terms of a plan by arrangement.
    """

    plan: str
    status: StandingStatus
    subscription: SubscriptionFacts | None = None
    past_due_since: datetime | None = None
    access_until: datetime | None = None
    unpaid_invoice: str = ""
    surplus: Sequence[SubscriptionFacts] = ()
    arranged: Arrangement | None = None


@dataclass(frozen=True, slots=True)
class BillingState:
    """Everything that one look at the payment provider saw of a customer. `at` is the provider's time."""

    at: datetime
    subscriptions: Sequence[SubscriptionFacts]
    invoices: Sequence[InvoiceFacts]
    card: CardFacts | None
    renewal: ChargePreview | None
    checkouts: Sequence[CheckoutFacts]
