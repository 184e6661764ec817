"""Payments: one protocol; Stripe behind it, or the local stand-in that speaks Stripe's own."""

from .protocol import BadSignature, PaymentRefused, Payments
from .schemas import (
    CardFacts,
    ChargeLine,
    ChargePreview,
    CheckoutFacts,
    CheckoutRequest,
    CustomerFacts,
    InvoiceFacts,
    PlanDifference,
    ProviderEvent,
    SubscriptionFacts,
    SubscriptionStatus,
)

__all__ = [
    "BadSignature",
    "CardFacts",
    "ChargeLine",
    "ChargePreview",
    "CheckoutFacts",
    "CheckoutRequest",
    "CustomerFacts",
    "InvoiceFacts",
    "PaymentRefused",
    "Payments",
    "PlanDifference",
    "ProviderEvent",
    "SubscriptionFacts",
    "SubscriptionStatus",
]
