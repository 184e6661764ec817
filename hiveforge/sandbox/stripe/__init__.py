"""A local stand-in that speaks Stripe's protocol: no real payment, no Stripe account. Never started in production.

`api_app()` answers Stripe's API in-process, `pages_router()` shows checkout, portal and console under `/_sandbox/stripe`.
Everything lives in Postgres, so that all processes share one simulated account and a restart loses nothing.
"""

from .clock import advance, due_now, now
from .delivery import (
    SIGNING_SECRET,
    deliver,
    deliver_through,
    events_since,
    hold_deliveries,
    pending_events,
    signed,
    webhook_secret,
)
from .errors import Refusal
from .models import StripeAnswer, StripeClock, StripeEvent, StripeObject
from .pages import pages_router
from .paying import CARD, NEEDS_AUTHENTICATION, authenticate_checkout, pay_checkout, pay_invoice, use_card
from .serving import api_app, create_app

__all__ = [
    "CARD",
    "NEEDS_AUTHENTICATION",
    "SIGNING_SECRET",
    "Refusal",
    "StripeAnswer",
    "StripeClock",
    "StripeEvent",
    "StripeObject",
    "advance",
    "api_app",
    "authenticate_checkout",
    "create_app",
    "deliver",
    "deliver_through",
    "due_now",
    "events_since",
    "hold_deliveries",
    "now",
    "pages_router",
    "pay_checkout",
    "pay_invoice",
    "pending_events",
    "signed",
    "use_card",
    "webhook_secret",
]
