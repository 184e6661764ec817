"""Messages from Stripe: who signed them, when, and for which mode. Reads what they are about, believes nothing else in them."""

import json
import time
from collections.abc import Mapping
from typing import Any

import stripe

from hiveforge.gateways.payments.protocol import BadSignature
from hiveforge.gateways.payments.schemas import ProviderEvent

from .client import StripeAccount
from .mapping import at

TOLERANCE_SECONDS = 300


def read(account: StripeAccount, body: bytes, signature: str) -> ProviderEvent:
    """See `Payments.read_event`. Raises BadSignature."""
    if not any(_signed(body, signature, secret) for secret in account.webhook_secrets):
        raise BadSignature
    payload = _parsed(body)
    if payload.get("object") != "event" or bool(payload.get("livemode")) is not account.live:
        raise BadSignature("This message is not for this installation: it belongs to Stripe's other mode.")
    about: Mapping[str, Any] = payload["data"]["object"]
    return ProviderEvent(
        id=payload["id"],
        kind=payload["type"],
        object_kind=about.get("object", ""),
        object_id=about.get("id") or "",
        customer=_customer(about),
        created_at=at(payload["created"]),
        live=account.live,
        payload=payload,
    )


def _signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    # The SDK refuses old messages only; one from the future could be replayed for as long as it lies ahead.
    times = [int(part[2:]) for part in signature.split(",") if part.startswith("t=")]
    return times[0] <= time.time() + TOLERANCE_SECONDS


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except ValueError:
        raise BadSignature("This message is not an event.") from None
    if not isinstance(payload, dict):
        raise BadSignature("This message is not an event.")
    return payload


def _customer(about: Mapping[str, Any]) -> str:
    if about.get("object") == "customer":
        return about.get("id") or ""
    customer = about.get("customer") or ""
    return customer if isinstance(customer, str) else customer.get("id", "")
