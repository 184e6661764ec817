"""Payments: one protocol; Stripe behind it, or the local stand-in that speaks Stripe's own."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from hiveforge.core.settings import UnsafeSettings, settings

from .mode import PaymentMode, mode_of
from .protocol import (
    METER,
    BadSignature,
    MeterReplaced,
    PaymentRefused,
    Payments,
    PaymentsMisconfigured,
    UsageRefused,
)
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
    "METER",
    "BadSignature",
    "CardFacts",
    "ChargeLine",
    "ChargePreview",
    "CheckoutFacts",
    "CheckoutRequest",
    "CustomerFacts",
    "InvoiceFacts",
    "MeterReplaced",
    "PaymentMode",
    "PaymentRefused",
    "Payments",
    "PaymentsMisconfigured",
    "PlanDifference",
    "ProviderEvent",
    "SubscriptionFacts",
    "SubscriptionStatus",
    "UsageRefused",
    "local_pages",
    "mode_of",
    "payments",
]


@cache
def payments() -> Payments:
    """Stripe when its key is set, else the local stand-in. Raises UnsafeSettings for the stand-in in production."""
    if key := settings().stripe_secret_key.get_secret_value():
        from .stripe import StripeAccount, StripePayments

        said = settings().stripe_webhook_secret.get_secret_value().split(",")
        secrets = tuple(secret.strip() for secret in said if secret.strip())
        return StripePayments(StripeAccount(key=key, webhook_secrets=secrets))
    if settings().production:
        raise UnsafeSettings("STRIPE_SECRET_KEY must be set: the local stand-in takes no money.")
    from .stand_in import stand_in_payments

    return stand_in_payments()


def local_pages() -> Sequence[Any]:
    """Routers of the stand-in's pages, where people pay with test cards; none where the provider has its own."""
    if settings().production or settings().stripe_secret_key.get_secret_value():
        return []
    from .stand_in import stand_in_pages

    return [stand_in_pages()]
