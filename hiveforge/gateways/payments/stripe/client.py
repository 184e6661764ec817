"""The connection to Stripe: which version we speak, how long we wait, whose mode we are in. Knows no payments.

Never sends telemetry, and never tries again by itself: our jobs do, with the same idempotency key.
"""

from dataclasses import dataclass, field

import stripe

# The version that the stand-in is held to; the SDK is one release ahead of the last description that is published whole.
API_VERSION = "2026-08-26.dahlia"
TEST_KEYS = ("sk_test_", "rk_test_")
SECONDS = 20

stripe.enable_telemetry = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeAccount:
    """Whose Stripe it is. `webhook_secrets` are all that may sign at the moment; `http_client` is for the stand-in."""

    key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    simulated: bool = False
    http_client: stripe.HTTPClient | None = None
    base_url: str = ""

    @property
    def live(self) -> bool:
        """Whether money moves; events of the other mode are not ours."""
        return not self.key.startswith(TEST_KEYS)

    def client(self) -> stripe.StripeClient:
        """A client of the SDK for this account."""
        return stripe.StripeClient(
            self.key,
            stripe_version=API_VERSION,
            max_network_retries=0,
            http_client=self.http_client or stripe.HTTPXClient(timeout=SECONDS),
            base_addresses={"api": self.base_url, "meter_events": self.base_url} if self.base_url else None,
        )
