"""The official SDK, talking to the stand-in in this process."""

import httpx
import pytest
import stripe

from hiveforge.sandbox import stripe as sandbox


class InProcess(stripe.HTTPXClient):
    """Stripe's own client, whose network is a function call."""

    def __init__(self) -> None:
        super().__init__()
        self._client_async = httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.api_app()))


@pytest.fixture
async def account(owner):
    """Stripe's `v1` services on an empty account, with deliveries held back."""
    await sandbox.hold_deliveries()
    client = stripe.StripeClient(
        "sk_test_local",
        base_addresses={"api": "http://stripe.invalid"},
        http_client=InProcess(),
        stripe_version="2026-08-26.dahlia",
        max_network_retries=0,
    )
    return client.v1


@pytest.fixture
async def prices(account):
    """A product with a monthly and a yearly price, and a meter with its price."""
    await account.products.create_async({"id": "pro", "name": "Pro"})
    meter = await account.billing.meters.create_async({
        "display_name": "Credits", "event_name": "ai_credits", "default_aggregation": {"formula": "sum"},
    })  # fmt: skip
    recurring = {
        "pro_month": {"interval": "month"},
        "pro_year": {"interval": "year"},
        "credits": {"interval": "month", "usage_type": "metered", "meter": meter.id},
    }
    amounts = {"pro_month": 2000, "pro_year": 20000, "credits": 3}
    made = {"meter": meter.id}
    for key, each in recurring.items():
        price = await account.prices.create_async({
            "currency": "usd", "product": "pro", "unit_amount": amounts[key], "lookup_key": key, "recurring": each,
        })  # fmt: skip
        made[key] = price.id
    return made


@pytest.fixture
def subscribe(account, prices):
    """Buy through the checkout with a test card; returns the subscription."""

    async def buy(
        card: str = sandbox.CARD, *, quantity: int = 1, price: str = "pro_month", metered: bool = False, **data
    ):
        customer = await account.customers.create_async({"email": "ada@acme.example", "name": "Acme"})
        items = [{"price": prices[price], "quantity": quantity}]
        if metered:
            items.append({"price": prices["credits"]})
        session = await account.checkout.sessions.create_async({
            "mode": "subscription", "customer": customer.id, "line_items": items, "subscription_data": data,
            "success_url": "http://localhost:8000/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://localhost:8000/pricing",
        })  # fmt: skip
        done = await sandbox.pay_checkout(session.id, card)
        return await account.subscriptions.retrieve_async(done["subscription"])

    return buy


@pytest.fixture
def told():
    """The kinds of the events so far, oldest first."""

    async def kinds(prefix: str = "") -> list[str]:
        return [event["type"] for event in await sandbox.events_since() if event["type"].startswith(prefix)]

    return kinds
