"""Billing's tables: mirrors of the payment provider's truth, what was asked of it, and what it told us.

Only the system writes here. Whoever may see an organization's billing reads its rows; everybody in it may know its plan.
"""

from .admin import BillingComparison, BillingDifference, WebhookEvent
from .payer import BillingAct, BillingCustomer, Invoice, PaymentFailure
from .plan import BillingArrangement, BillingStanding, Subscription

__all__ = [
    "BillingAct",
    "BillingArrangement",
    "BillingComparison",
    "BillingCustomer",
    "BillingDifference",
    "BillingStanding",
    "Invoice",
    "PaymentFailure",
    "Subscription",
    "WebhookEvent",
]
