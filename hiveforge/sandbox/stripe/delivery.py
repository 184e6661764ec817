"""Events on their way to the product: signed with Stripe's own signer, sent again until they are taken."""

import json
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlmodel import col, select

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Unavailable
from hiveforge.core.jobs import job
from hiveforge.core.settings import settings
from hiveforge.sandbox import refuse_production

from .models import StripeClock, StripeEvent

SIGNING_SECRET = "whsec_local_stand_in"  # noqa: S105  known to everybody: it signs messages of a payment provider that moves no money
# Deliveries stay on this machine and are not encrypted: reading all certificate authorities for each takes longer than it.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_transports: list[httpx.AsyncBaseTransport] = []


def webhook_secret() -> str:
    """What the stand-in signs its events with."""
    refuse_production("The stand-in for Stripe")
    return SIGNING_SECRET


def signed(
    event: Mapping[str, Any], *, secret: str = SIGNING_SECRET, timestamp: int | None = None
) -> tuple[bytes, str]:
    """The body of a delivery and its `Stripe-Signature`."""
    import stripe

    body = json.dumps(event, separators=(",", ":"), sort_keys=True)
    return body.encode(), stripe.WebhookSignature.generate_signature_header(body, secret, timestamp)


def deliver_through(transport: httpx.AsyncBaseTransport | None) -> None:
    """Send deliveries another way than over the network, for tests; None takes it back."""
    _transports[:] = [transport] if transport else []


@job
async def deliver(event: str) -> None:
    """Bring an event to the product's webhook. Raises Unavailable, to be tried again, unless it was taken."""
    refuse_production("The stand-in for Stripe")
    reason = system("delivering an event of the simulated Stripe")
    async with unit_of_work(reason) as db:
        row = (await db.exec(select(StripeEvent).where(col(StripeEvent.stripe_id) == event))).first()
        body = row and row.body
    if body is None:
        return
    outcome, taken = await _post(body)
    async with unit_of_work(reason) as db:
        row = (await db.exec(select(StripeEvent).where(col(StripeEvent.stripe_id) == event).with_for_update())).first()
        if row:
            row.deliveries, row.outcome = row.deliveries + 1, outcome
            db.add(row)
    if not taken:
        raise Unavailable(f"The webhook did not take {event}: {outcome}")


async def _post(event: Mapping[str, Any]) -> tuple[str, bool]:
    body, signature = signed(event)
    host = "127.0.0.1" if settings().host in {"0.0.0.0", "::"} else settings().host  # noqa: S104  compared, not bound
    headers = {
        "Stripe-Signature": signature, "Content-Type": "application/json", "Host": urlsplit(settings().origin).netloc,
    }  # fmt: skip
    transport = _transports[0] if _transports else None
    try:
        async with httpx.AsyncClient(transport=transport, timeout=20, verify=_NO_AUTHORITIES) as client:
            answer = await client.post(
                f"http://{host}:{settings().port}/webhooks/stripe", content=body, headers=headers
            )
    except httpx.HTTPError as error:
        return f"no answer: {type(error).__name__}", False
    return f"answered {answer.status_code}", answer.is_success


async def hold_deliveries(held: bool = True) -> None:
    """Write events, but deliver none by itself; or deliver again what happens from now on."""
    async with unit_of_work(system("holding events of the simulated Stripe")) as db:
        clock = (await db.exec(select(StripeClock).with_for_update())).first() or StripeClock()
        clock.holds_deliveries = held
        db.add(clock)


async def events_since(event: str = "") -> Sequence[dict[str, Any]]:
    """All events after the named one, or all, oldest first."""
    async with unit_of_work(system("reading events of the simulated Stripe")) as db:
        query = select(StripeEvent).order_by(col(StripeEvent.sequence))
        rows = (await db.exec(query)).all()
    bodies = [row.body for row in rows]
    places = [place for place, body in enumerate(bodies) if body["id"] == event]
    return bodies[places[0] + 1 :] if places else bodies


async def pending_events() -> Sequence[dict[str, Any]]:
    """The events that no delivery has brought yet, oldest first."""
    async with unit_of_work(system("reading events of the simulated Stripe")) as db:
        query = select(StripeEvent).where(col(StripeEvent.outcome).not_like("answered 2%"))
        return [row.body for row in (await db.exec(query.order_by(col(StripeEvent.sequence)))).all()]
