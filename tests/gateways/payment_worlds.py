"""Where the contract of the payments gateway is tried: the stand-in, and the real Stripe in test mode.

A world does what the gateway cannot: pay as a person would on Stripe's page, and swap a card.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
import stripe

from hiveforge.core.clock import new_id
from hiveforge.gateways.payments import (
    CheckoutRequest,
    CustomerFacts,
    PaymentMode,
    Payments,
    SubscriptionFacts,
    mode_of,
)
from hiveforge.gateways.payments.stand_in import stand_in_payments
from hiveforge.gateways.payments.stripe import StripeAccount, StripePayments
from hiveforge.sandbox import stripe as sandbox

# Names of its own: a developer's test account also holds the product's real plans, whose lookup keys must stay.
PRODUCT, MONTH, YEAR, METER = "hf_contract", "hf_contract_month", "hf_contract_year", "hf_contract_credits"
OVERAGE = "hf_contract_overage"
MONTHLY, YEARLY = 2000, 19200
LIVE_KEY = "STRIPE_TEST_SECRET_KEY"


def price(key: str, amount: int, interval: str, meter: str = "") -> dict[str, Any]:
    return {"kind": "price", "lookup_key": key, "product": PRODUCT, "currency": "usd", "unit_amount": amount,
            "interval": interval, "meter": meter}  # fmt: skip


CATALOGUE: list[dict[str, Any]] = [
    {"kind": "product", "id": PRODUCT, "name": "HiveForge contract tests", "description": "Made by HiveForge's tests."},
    {"kind": "meter", "event_name": METER, "name": "HiveForge contract tests"},
    price(MONTH, MONTHLY, "month"),
    price(YEAR, YEARLY, "year"),
    price(f"{OVERAGE}_month", 2, "month", METER),
    price(f"{OVERAGE}_year", 2, "year", METER),
]


@dataclass
class World:
    """`patience` is how long the meter may take to add up, in seconds."""

    gateway: Payments
    patience: float = 0
    customers: list[str] = field(default_factory=list)

    async def customer(self) -> CustomerFacts:
        organization = str(new_id())
        made = await self.gateway.create_customer(
            organization=organization, name="Acme", email="ada@acme.test", key=f"customer/{organization}"
        )
        self.customers.append(made.id)
        return made

    def asked(self, customer: CustomerFacts, *, quantity: int = 2, overage: bool = False) -> CheckoutRequest:
        return CheckoutRequest(
            customer=customer.id, organization=customer.organization, price=MONTH, quantity=quantity,
            success_url="http://localhost:8000/done?checkout={CHECKOUT_SESSION_ID}",
            cancel_url="http://localhost:8000/", overage_price=OVERAGE if overage else "",
        )  # fmt: skip

    async def subscribed(self, *, quantity: int = 2, overage: bool = False) -> SubscriptionFacts:
        """A new customer's subscription to the monthly price, paid with a card that works."""
        customer = await self.customer()
        await self._buy(customer, quantity, overage=overage)
        (subscription,) = await self.gateway.subscriptions(customer.id)
        return subscription

    async def metered(self, customer: str, wanted: int, **span: Any) -> int:
        """What the meter holds, once it holds `wanted` or patience has ended."""
        until = time.monotonic() + self.patience
        while True:
            held = await self.gateway.reported_usage(customer, meter=METER, **span)
            if held >= wanted or time.monotonic() >= until:
                return held
            await asyncio.sleep(3)

    async def decline_from_now_on(self, customer: str) -> None:
        raise NotImplementedError

    async def leave(self) -> None:
        """Take away what the test made."""

    async def _buy(self, customer: CustomerFacts, quantity: int, *, overage: bool) -> None:
        raise NotImplementedError


class StandIn(World):
    async def decline_from_now_on(self, customer: str) -> None:
        await sandbox.use_card(customer, "4000000000000341")

    async def _buy(self, customer: CustomerFacts, quantity: int, *, overage: bool) -> None:
        asked = self.asked(customer, quantity=quantity, overage=overage)
        checkout = await self.gateway.start_checkout(asked, key=f"checkout/{customer.id}")
        await sandbox.pay_checkout(checkout.id)


@dataclass
class RealStripe(World):
    """Nobody can complete the hosted page by API, so the subscription is made with the SDK and a test payment method."""

    client: stripe.StripeClient | None = None

    @property
    def api(self) -> Any:
        assert self.client
        return self.client.v1

    async def decline_from_now_on(self, customer: str) -> None:
        await self._use(customer, "pm_card_chargeCustomerFail")

    async def leave(self) -> None:
        for customer in self.customers:  # deleting one ends its subscriptions
            await self.api.customers.delete_async(customer)

    async def _buy(self, customer: CustomerFacts, quantity: int, *, overage: bool) -> None:
        await self._use(customer.id, "pm_card_visa")
        items: list[dict[str, Any]] = [{"price": await self._price(MONTH), "quantity": quantity}]
        if overage:
            items.append({"price": await self._price(f"{OVERAGE}_month")})
        await self.api.subscriptions.create_async({
            "customer": customer.id, "items": items, "payment_behavior": "error_if_incomplete",
            "metadata": {"organization": customer.organization},
        })  # fmt: skip

    async def _use(self, customer: str, method: str) -> None:
        attached = await self.api.payment_methods.attach_async(method, {"customer": customer})
        await self.api.customers.update_async(customer, {"invoice_settings": {"default_payment_method": attached.id}})

    async def _price(self, key: str) -> str:
        found = await self.api.prices.list_async({"lookup_keys": [key], "active": True})
        return found.data[0].id


async def stand_in_world() -> World:
    await sandbox.hold_deliveries()
    world = StandIn(stand_in_payments())
    await world.gateway.sync_plans(CATALOGUE, dry_run=False)
    return world


async def stripe_world() -> World:
    """Skips the test without a key, and fails it with one that moves money."""
    key = usable(os.environ.get(LIVE_KEY, ""))
    account = StripeAccount(key=key, webhook_secrets=())
    world = RealStripe(StripePayments(account), patience=180, client=account.client())
    await world.gateway.sync_plans(CATALOGUE, dry_run=False)
    return world


def usable(key: str) -> str:
    if not key:
        pytest.skip(f"{LIVE_KEY} is not set: the contract with the real Stripe needs a test-mode key (sk_test_…)")
    if mode_of(key) is not PaymentMode.TEST:
        pytest.fail(f"{LIVE_KEY} is not a test-mode key (sk_test_… or rk_test_…); these tests never touch live mode")
    return key
