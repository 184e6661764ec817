"""The connection to Stripe: which version we speak, how long we wait, whose mode we are in. Knows no payments.

Never sends telemetry, and never tries again by itself: our jobs do, with the same idempotency key.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import stripe

from hiveforge.core import clock
from hiveforge.gateways.payments.mode import PaymentMode, mode_of

# The version that the stand-in is held to; the SDK is one release ahead of the last description that is published whole.
API_VERSION = "2026-08-26.dahlia"
SECONDS = 20

stripe.enable_telemetry = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeAccount:
    """Whose Stripe it is. `webhook_secrets` are all that may sign at the moment; `http_client` and `present` are for the
    stand-in.
    """

    key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    simulated: bool = False
    http_client: stripe.HTTPClient | None = None
    base_url: str = ""
    present: Callable[[], Awaitable[datetime]] | None = None

    async def now(self) -> datetime:
        """Its time: ours, unless it says another."""
        return await self.present() if self.present else clock.now()

    @property
    def live(self) -> bool:
        """Whether money moves; events of the other mode are not ours."""
        return mode_of(self.key) is PaymentMode.LIVE

    def client(self) -> stripe.StripeClient:
        """A client of the SDK for this account."""
        return stripe.StripeClient(
            self.key,
            stripe_version=API_VERSION,
            max_network_retries=0,
            http_client=self.http_client or stripe.HTTPXClient(timeout=SECONDS),
            base_addresses={"api": self.base_url, "meter_events": self.base_url} if self.base_url else None,
        )
