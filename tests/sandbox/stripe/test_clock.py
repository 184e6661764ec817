from datetime import UTC, datetime, timedelta

import pytest

from hiveforge.sandbox import stripe as sandbox


async def test_a_trial_is_announced_then_charged(account, subscribe, told):
    subscription = await subscribe(trial_period_days=14)
    await sandbox.advance(by=timedelta(days=12))
    assert (await told())[-1] == "customer.subscription.trial_will_end"
    await sandbox.advance(by=timedelta(days=3))
    subscription = await account.subscriptions.retrieve_async(subscription.id)
    invoice = await account.invoices.retrieve_async(subscription.latest_invoice)
    assert (subscription.status, invoice.total, invoice.status) == ("active", 2000, "paid")
    assert subscription["items"].data[0].current_period_start == subscription.trial_end


async def test_renewals_follow_each_other_and_are_announced(account, subscribe, told):
    subscription = await subscribe()
    before = subscription["items"].data[0].current_period_end
    await sandbox.advance(by=timedelta(days=100))
    subscription = await account.subscriptions.retrieve_async(subscription.id)
    found = await account.invoices.list_async({"subscription": subscription.id, "limit": 2})
    assert found.has_more
    everything = [invoice async for invoice in found.auto_paging_iter()]
    assert [(invoice.total, invoice.status) for invoice in everything] == [(2000, "paid")] * 4
    assert subscription["items"].data[0].current_period_start > before
    assert (await told("invoice.upcoming")) == ["invoice.upcoming"] * 3


async def test_a_failed_renewal_is_tried_again_and_then_ends_the_subscription(account, subscribe, told):
    subscription = await subscribe("4000000000000341")
    end = datetime.fromtimestamp(subscription["items"].data[0].current_period_end, UTC)
    await sandbox.advance(to=end)
    invoice = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt == int((end + timedelta(days=3)).timestamp())
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "past_due"
    await sandbox.advance(to=end + timedelta(days=14))
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "past_due"
    await sandbox.advance(to=end + timedelta(days=16))
    subscription = await account.subscriptions.retrieve_async(subscription.id)
    assert (subscription.status, subscription.cancellation_details.reason) == ("canceled", "payment_failed")
    assert await told("invoice.payment_failed") == ["invoice.payment_failed"] * 4


async def test_a_new_card_and_a_payment_recover_at_once(account, subscribe, told):
    subscription = await subscribe("4000000000000341")
    await sandbox.advance(by=timedelta(days=32))
    invoice = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    with pytest.raises(sandbox.Refusal):
        await sandbox.pay_invoice(invoice.id)
    await sandbox.use_card(subscription.customer)
    await sandbox.pay_invoice(invoice.id)
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "active"
    assert (await account.invoices.retrieve_async(invoice.id)).status == "paid"
    assert (await told())[-1] == "customer.subscription.updated"
    await sandbox.advance(by=timedelta(days=20))
    assert await told("customer.subscription.deleted") == []


async def test_a_retry_with_a_good_card_recovers_by_itself(account, subscribe):
    subscription = await subscribe("4000000000000341")
    await sandbox.advance(by=timedelta(days=32))
    await sandbox.use_card(subscription.customer)
    await sandbox.advance(by=timedelta(days=4))
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "active"


async def test_an_unpaid_checkout_expires_after_a_day(account, prices, told):
    session = await account.checkout.sessions.create_async({
        "mode": "subscription", "success_url": "http://localhost:8000/",
        "line_items": [{"price": prices["pro_month"], "quantity": 1}],
    })  # fmt: skip
    await sandbox.advance(by=timedelta(days=1))
    assert (await account.checkout.sessions.retrieve_async(session.id)).status == "expired"
    assert (await told())[-1] == "checkout.session.expired"


async def test_a_subscription_whose_first_payment_fails_is_given_up_after_23_hours(account, prices):
    customer = await account.customers.create_async({"name": "Acme"})
    await sandbox.use_card(customer.id, "4000000000000341")
    params = {"customer": customer.id, "items": [{"price": prices["pro_month"]}]}
    subscription = await account.subscriptions.create_async(params)
    assert subscription.status == "incomplete"
    await sandbox.advance(by=timedelta(hours=24))
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "incomplete_expired"
    assert (await account.invoices.retrieve_async(subscription.latest_invoice)).status == "void"
