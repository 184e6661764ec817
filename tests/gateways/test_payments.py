"""What only the stand-in's hosted page can show of the gateway, and which messages of Stripe it believes.

What holds for Stripe and the stand-in alike stands in test_payments_contract.py.
"""

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


async def test_a_paid_checkout_stays_paid_when_it_is_closed(gateway, bought):
    _, checkout = bought
    assert (await gateway.expire_checkout(checkout.id, key="too late")).status == "complete"


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
