"""What crosses billing's doors: validated input, frozen rows and results. Amounts are in the currency's smallest unit."""

from .admin import (
    Difference,
    DifferenceKind,
    EventFilter,
    EventRow,
    EventStatus,
    Reconciliation,
)
from .facts import ActKind, ActStatus, BillingState, Standing, StandingStatus
from .forms import CancelForm, CancelReason, ChangeForm, CheckoutForm, PortalFlow, SeatsForm
from .overview import (
    Banner,
    BillingOverview,
    Card,
    ChangePreview,
    CheckoutState,
    Consequence,
    InvoiceRow,
    Line,
    NextCharge,
    SeatPreview,
    UsageLine,
)

__all__ = [
    "ActKind",
    "ActStatus",
    "Banner",
    "BillingOverview",
    "BillingState",
    "CancelForm",
    "CancelReason",
    "Card",
    "ChangeForm",
    "ChangePreview",
    "CheckoutForm",
    "CheckoutState",
    "Consequence",
    "Difference",
    "DifferenceKind",
    "EventFilter",
    "EventRow",
    "EventStatus",
    "InvoiceRow",
    "Line",
    "NextCharge",
    "PortalFlow",
    "Reconciliation",
    "SeatPreview",
    "SeatsForm",
    "Standing",
    "StandingStatus",
    "UsageLine",
]
