"""The same gateway, with the stand-in for Stripe instead of Stripe: called in this process, without a port. No money moves."""

from typing import Any

import httpx
import stripe

from .protocol import Payments
from .stripe import StripeAccount, StripePayments

KEY = "sk_test_sandbox"
BASE_URL = "http://stripe.sandbox"


class InProcessClient(stripe.HTTPXClient):
    """Hands requests to an ASGI application instead of the network."""

    def __init__(self, app: Any, *, timeout: float = 20) -> None:
        super().__init__(timeout=timeout)
        self._client_async = httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False))


def stand_in_payments() -> Payments:
    """Payments over the stand-in."""
    from hiveforge.sandbox import stripe as stand_in

    account = StripeAccount(
        key=KEY,
        webhook_secrets=(stand_in.SIGNING_SECRET,),
        simulated=True,
        http_client=InProcessClient(stand_in.api_app()),
        base_url=BASE_URL,
    )
    return StripePayments(account)
