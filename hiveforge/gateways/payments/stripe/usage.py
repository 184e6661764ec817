"""What the meter in Stripe is told and tells. It adds up; what counts as usage is decided elsewhere."""

from datetime import datetime, timedelta

import stripe

from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.payments.protocol import PaymentsMisconfigured, UsageRefused

from .errors import passes

_MINUTE = timedelta(minutes=1)
_NO_METER = frozenset({"no_meter", "archived_meter"})


async def report(
    client: stripe.StripeClient, customer: str, value: int, identifier: str, at: datetime, event_name: str
) -> None:
    """Add `value`; Stripe knows the identifier for at least a day, and says so when it comes again.

    No idempotency key goes along: under one, Stripe would repeat a refusal even after its cause is gone.
    """
    try:
        await client.v1.billing.meter_events.create_async(
            {
                "event_name": event_name,
                "payload": {"stripe_customer_id": customer, "value": str(value)},
                "identifier": identifier,
                "timestamp": int(at.timestamp()),
            }
        )
    except stripe.InvalidRequestError as error:
        if "already exists with identifier" in (error.user_message or ""):
            return
        if passes(error):
            raise
        raise _refusal(error) from error


def _refusal(error: stripe.InvalidRequestError) -> Exception:
    """Whether the whole account is at fault, or only this report."""
    if error.code in _NO_METER or error.param == "event_name":
        error_reporter().report(error, {"gateway": "stripe"})
        return PaymentsMisconfigured()
    return UsageRefused(error.user_message or "")


async def reported(client: stripe.StripeClient, customer: str, start: datetime, end: datetime, event_name: str) -> int:
    """The sum over whole minutes, as Stripe wants it asked: from the one that `start` lies in to the one that has `end`."""
    meter = await meter_id(client, event_name)
    if not meter:
        return 0
    until = end if _floor(end) == end else _floor(end) + _MINUTE
    page = await client.v1.billing.meters.event_summaries.list_async(
        meter,
        {
            "customer": customer,
            "start_time": int(_floor(start).timestamp()),
            "end_time": int(until.timestamp()),
            "limit": 100,
        },
    )
    return int(sum([summary.aggregated_value async for summary in page.auto_paging_iter()]))


async def meter_id(client: stripe.StripeClient, event_name: str) -> str:
    """The active meter with this event name; empty when there is none."""
    found = await find_meter(client, event_name)
    return found.id if found else ""


async def find_meter(client: stripe.StripeClient, event_name: str) -> stripe.billing.Meter | None:
    """The same as Stripe tells of it."""
    page = await client.v1.billing.meters.list_async({"status": "active", "limit": 100})
    async for meter in page.auto_paging_iter():
        if meter.event_name == event_name:
            return meter
    return None


def _floor(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
