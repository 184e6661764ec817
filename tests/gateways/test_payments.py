"""The payment gateway, through Stripe's own SDK, on the stand-in; and which messages of Stripe it believes."""

import json
import time
from typing import Any

import pytest
import stripe
from pydantic import SecretStr

from hiveforge.core.clock import new_id
from hiveforge.core.settings import settings
from hiveforge.gateways.payments import BadSignature, CheckoutRequest, Payments, SubscriptionStatus
from hiveforge.gateways.payments.stand_in import stand_in_payments
from hiveforge.gateways.payments.stripe import StripeAccount, StripePayments
from hiveforge.sandbox import stripe as sandbox

WANTED: list[dict[str, Any]] = [
    {"kind": "product", "id": "hf_pro", "name": "Pro", "description": "For teams."},
    *(
        {"kind": "price", "lookup_key": f"pro_{interval}", "product": "hf_pro", "currency": "usd",
         "unit_amount": amount, "interval": interval, "meter": ""}
        for interval, amount in (("month", 2000), ("year", 19200))
    ),
]  # fmt: skip


@pytest.fixture
async def gateway(owner) -> Payments:
    await sandbox.hold_deliveries()
    made = stand_in_payments()
    await made.sync_plans(WANTED, dry_run=False)
    return made


@pytest.fixture
async def bought(gateway: Payments):
    """Two seats of Pro, paid through the hosted page."""
    organization = str(new_id())
    customer = await gateway.create_customer(
        organization=organization, name="Acme", email="ada@acme.test", key=f"customer/{organization}"
    )
    asked = CheckoutRequest(
        customer=customer.id, organization=organization, price="pro_month", quantity=2,
        success_url="http://localhost:8000/done?checkout={CHECKOUT_SESSION_ID}", cancel_url="http://localhost:8000/",
    )  # fmt: skip
    checkout = await gateway.start_checkout(asked, key="checkout/1")
    await sandbox.pay_checkout(checkout.id)
    return customer, checkout


async def test_plans_are_made_once_and_a_dry_run_makes_nothing(owner):
    await sandbox.hold_deliveries()
    gateway = stand_in_payments()
    told = await gateway.sync_plans(WANTED, dry_run=True)
    assert len(told) >= 3
    assert len(await gateway.sync_plans(WANTED, dry_run=True)) == len(told)
    assert len(await gateway.sync_plans(WANTED, dry_run=False)) == len(told)
    assert await gateway.sync_plans(WANTED, dry_run=False) == []


async def test_the_same_key_makes_one_customer(gateway):
    first, again = [
        await gateway.create_customer(organization="1", name="Acme", email="ada@acme.test", key="customer/1")
        for _ in range(2)
    ]
    assert first == again
    assert [found.id for found in await gateway.customers()] == [first.id]


async def test_paid_checkout_is_a_subscription_with_its_seats(gateway, bought):
    customer, checkout = bought
    done = await gateway.checkout(checkout.id)
    assert (done.status, done.paid, done.quantity, done.price) == ("complete", True, 2, "pro_month")
    (subscription,) = await gateway.subscriptions(customer.id)
    assert subscription.id == done.subscription
    assert (subscription.status, subscription.quantity) == (SubscriptionStatus.ACTIVE, 2)
    (invoice,) = await gateway.invoices(customer.id)
    assert (invoice.status, invoice.total, invoice.amount_paid) == ("paid", 4000, 4000)
    assert (await gateway.card(customer.id)).last4 == "4242"


async def test_change_costs_what_the_preview_said(gateway, bought):
    customer, _ = bought
    (subscription,) = await gateway.subscriptions(customer.id)
    preview = await gateway.preview(subscription, price="pro_month", quantity=5)
    assert 0 < preview.due_now <= 6000
    changed = await gateway.change(
        subscription, price="pro_month", quantity=5, key="change/1", proration_at=preview.proration_at
    )
    assert changed.quantity == 5
    newest, *_ = await gateway.invoices(customer.id)
    assert newest.total == preview.due_now


async def test_cancelled_subscription_ends_with_its_period_and_can_be_taken_back(gateway, bought):
    customer, _ = bought
    (subscription,) = await gateway.subscriptions(customer.id)
    leaving = await gateway.cancel(subscription.id, feedback="too_expensive", comment="", key="cancel/1")
    assert leaving.status is SubscriptionStatus.ACTIVE
    assert leaving.cancel_at == subscription.period_end
    assert await gateway.preview_renewal(leaving) is None
    staying = await gateway.resume(subscription.id, key="resume/1")
    assert staying.cancel_at is None
    assert (await gateway.preview_renewal(staying)).next_total == 4000
    assert (await gateway.end_now(subscription.id, key="end/1")).status is SubscriptionStatus.CANCELED


async def test_what_is_not_there_is_none(gateway):
    assert await gateway.customer("cus_nobody") is None
    assert await gateway.subscription("sub_nothing") is None
    assert await gateway.invoice("in_nothing") is None
    assert await gateway.checkout("cs_test_nothing") is None


EVENT = {
    "id": "evt_1", "object": "event", "type": "customer.subscription.updated", "created": 1_790_000_000, "livemode": False,
    "data": {"object": {"object": "subscription", "id": "sub_1", "customer": "cus_1"}},
}  # fmt: skip
BODY = json.dumps(EVENT).encode()


def receiving(*secrets: str, key: str = "sk_test_1") -> StripePayments:
    return StripePayments(StripeAccount(key=key, webhook_secrets=secrets))


def signature(secret: str, body: bytes = BODY, *, age: int = 0) -> str:
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=int(time.time()) - age)


def test_signed_message_is_read():
    event = receiving("whsec_1").read_event(BODY, signature("whsec_1"))
    assert (event.id, event.object_kind, event.object_id, event.customer) == ("evt_1", "subscription", "sub_1", "cus_1")
    assert event.payload == EVENT


def test_both_secrets_are_valid_while_one_replaces_the_other():
    rotating = receiving("whsec_new", "whsec_old")
    assert rotating.read_event(BODY, signature("whsec_old")).id == "evt_1"
    assert rotating.read_event(BODY, signature("whsec_new")).id == "evt_1"


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        pytest.param(BODY, lambda: "", id="unsigned"),
        pytest.param(BODY, lambda: "t=x,v1=y", id="garbage"),
        pytest.param(BODY, lambda: signature("whsec_other"), id="wrong secret"),
        pytest.param(BODY + b" ", lambda: signature("whsec_1"), id="altered"),
        pytest.param(BODY, lambda: signature("whsec_1", age=1000), id="old"),
        pytest.param(BODY, lambda: signature("whsec_1", age=-1000), id="from the future"),
        pytest.param(b"[]", lambda: signature("whsec_1", b"[]"), id="no event"),
        pytest.param(b"\xff", lambda: signature("whsec_1"), id="no text"),
    ],
)
def test_other_messages_are_refused(body, sign):
    with pytest.raises(BadSignature):
        receiving("whsec_1").read_event(body, sign())


def test_messages_of_the_other_mode_are_refused():
    with pytest.raises(BadSignature):
        receiving("whsec_1", key="sk_live_1").read_event(BODY, signature("whsec_1"))


def test_without_a_secret_nobody_is_believed():
    with pytest.raises(BadSignature):
        receiving().read_event(BODY, signature("whsec_1"))


def test_tests_never_meet_the_real_stripe():
    assert settings().stripe_secret_key == SecretStr("")
    assert stand_in_payments().simulated
