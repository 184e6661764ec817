"""Messages of the payment provider per second, against a bare endpoint that keeps and queues them by one statement.

The bare endpoint believes everybody: it checks no signature.
"""

import statistics
from typing import Any
from uuid import uuid4

import psycopg

from hiveforge.core.actor import system
from hiveforge.core.db import close_engines
from hiveforge.features import billing
from hiveforge.sandbox import stripe as sandbox

from .clients import rate
from .database import first_owner
from .report import Measurement, paired_ratio
from .world import BARE_PORT, PORT

PAIRS, MESSAGES, WARM_UP = 40, 150, 3
BUYER = "bench-2"  # the first one has a plan by arrangement, beside which nothing is bought


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """First deliveries against the bare endpoint, then duplicates against first deliveries."""
    event = await _event(owner)
    await close_engines()  # the next part has an event loop of its own
    for _ in range(WARM_UP):
        await _first(PORT, event)
        await _first(BARE_PORT, event)
    return [await _ingestion(event), await _duplicates(event)]


async def _ingestion(event: dict[str, Any]) -> Measurement:
    ours, bare = [], []
    for pair in range(PAIRS):
        for mine in (True, False) if pair % 2 else (False, True):
            (ours if mine else bare).append(await _first(PORT if mine else BARE_PORT, event))
    return paired_ratio(
        "webhook_ingestion", ours, bare,
        ours_per_second=round(statistics.median(ours)), bare_per_second=round(statistics.median(bare)),
    )  # fmt: skip


async def _duplicates(event: dict[str, Any]) -> Measurement:
    first, again = [], []
    sent = _messages(event)
    await rate(PORT, iter(sent))
    for pair in range(PAIRS):
        for duplicate in (True, False) if pair % 2 else (False, True):
            sent = sent if duplicate else _messages(event)
            (again if duplicate else first).append(await rate(PORT, iter(sent)))
    return paired_ratio(
        "webhook_duplicates", again, first,
        duplicates_per_second=round(statistics.median(again)), first_per_second=round(statistics.median(first)),
    )  # fmt: skip


async def _event(owner: psycopg.Connection) -> dict[str, Any]:
    """What the provider says when a plan is bought, of its real size."""
    await sandbox.hold_deliveries()
    await billing.sync_plans(system("bench"))
    page = await billing.start_checkout(first_owner(owner, BUYER), billing.CheckoutForm(plan="pro"))
    await sandbox.pay_checkout(page.rpartition("/")[2])
    return next(one for one in await sandbox.events_since() if one["type"] == "customer.subscription.created")


async def _first(port: int, event: dict[str, Any]) -> float:
    return await rate(port, iter(_messages(event)))


def _messages(event: dict[str, Any]) -> list[bytes]:
    """Requests that nobody has seen, signed before the clock runs."""
    return [_request(event | {"id": f"evt_{uuid4().hex[:24]}"}) for _ in range(MESSAGES)]


def _request(event: dict[str, Any]) -> bytes:
    body, signature = sandbox.signed(event)
    head = (
        f"POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nContent-Type: application/json\r\n"
        f"Stripe-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
