import pytest
import stripe

from hiveforge.sandbox import stripe as sandbox


async def test_a_paid_checkout_becomes_a_subscription_and_tells_of_it_in_order(account, subscribe, told):
    subscription = await subscribe(quantity=3, metered=True, metadata={"organization": "acme"})
    assert (subscription.status, subscription.metadata["organization"]) == ("active", "acme")
    assert [item.to_dict().get("quantity") for item in subscription["items"].data] == [3, None]
    invoice = await account.invoices.retrieve_async(subscription.latest_invoice)
    assert (invoice.status, invoice.total, invoice.amount_paid) == ("paid", 6000, 6000)
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert (await told())[-8:] == [
        "payment_method.attached",
        "customer.updated",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.completed",
    ]


async def test_events_are_signed_as_the_sdk_expects(account, subscribe):
    await subscribe()
    event = (await sandbox.events_since())[-1]
    body, header = sandbox.signed(event)
    read = stripe.Webhook.construct_event(body, header, sandbox.webhook_secret())
    assert (read.id, read.type) == (event["id"], "checkout.session.completed")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", header, sandbox.webhook_secret())


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("4000000000000002", "card_declined"),
        ("4000000000009995", "card_declined"),
        ("4000002500003155", "authentication_required"),
        ("1234123412341234", "incorrect_number"),
    ],
)
async def test_a_refused_card_leaves_the_checkout_open(account, prices, card, code, told):
    session = await account.checkout.sessions.create_async({
        "mode": "subscription", "success_url": "http://localhost:8000/",
        "line_items": [{"price": prices["pro_month"], "quantity": 1}],
    })  # fmt: skip
    with pytest.raises(sandbox.Refusal) as refused:
        await sandbox.pay_checkout(session.id, card)
    assert refused.value.more["code"] == code
    again = await account.checkout.sessions.retrieve_async(session.id, {"expand": ["line_items"]})
    assert (again.status, again.payment_status, again.line_items.data[0].amount_total) == ("open", "unpaid", 2000)
    assert await told("customer.") == []


async def test_a_card_that_needs_authentication_pays_after_it(account, prices):
    session = await account.checkout.sessions.create_async({
        "mode": "subscription", "success_url": "http://localhost:8000/",
        "line_items": [{"price": prices["pro_month"], "quantity": 1}],
    })  # fmt: skip
    done = await sandbox.authenticate_checkout(session.id)
    assert (done["status"], done["payment_status"]) == ("complete", "paid")


async def test_a_trial_is_started_without_a_charge(account, subscribe):
    subscription = await subscribe(trial_period_days=14)
    assert subscription.status == "trialing"
    assert subscription.trial_end - subscription.trial_start == 14 * 86_400
    assert (await account.invoices.retrieve_async(subscription.latest_invoice)).total == 0


async def test_a_pack_is_sold_once(account, prices, told):
    pack = await account.prices.create_async({"currency": "usd", "product": "pro", "unit_amount": 500})
    session = await account.checkout.sessions.create_async({
        "mode": "payment", "success_url": "http://localhost:8000/", "invoice_creation": {"enabled": True},
        "line_items": [{"price": pack.id, "quantity": 2}],
    })  # fmt: skip
    assert (await sandbox.pay_checkout(session.id))["amount_total"] == 1000
    with pytest.raises(sandbox.Refusal, match="complete"):
        await sandbox.pay_checkout(session.id)
    assert (await told("invoice."))[-1] == "invoice.payment_succeeded"


async def test_a_promotion_code_reduces_the_first_invoice_only(account, prices):
    coupon = await account.coupons.create_async({"percent_off": 25, "duration": "once"})
    code = await account.promotion_codes.create_async(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"}
    )
    session = await account.checkout.sessions.create_async({
        "mode": "subscription", "success_url": "http://localhost:8000/", "allow_promotion_codes": True,
        "line_items": [{"price": prices["pro_month"], "quantity": 1}],
    })  # fmt: skip
    done = await sandbox.pay_checkout(session.id, promotion_code="spring")
    assert (done["amount_total"], done["total_details"]["amount_discount"]) == (1500, 500)
    upcoming = await account.invoices.create_preview_async({"subscription": done["subscription"]})
    assert upcoming.total == 2000
    assert (await account.promotion_codes.retrieve_async(code.id)).times_redeemed == 1
