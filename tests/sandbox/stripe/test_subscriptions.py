from datetime import UTC, datetime, timedelta

import pytest
import stripe

from hiveforge.sandbox import stripe as sandbox


def item(subscription):
    return subscription["items"].data[0]


async def test_more_seats_are_charged_for_the_rest_of_the_period_as_previewed(account, subscribe):
    subscription = await subscribe()
    await sandbox.advance(by=timedelta(days=10))
    wanted = {"items": [{"id": item(subscription).id, "quantity": 3}], "proration_behavior": "always_invoice"}
    at = int((await sandbox.now()).timestamp())
    preview = await account.invoices.create_preview_async({
        "subscription": subscription.id, "subscription_details": {**wanted, "proration_date": at},
    })  # fmt: skip
    changed = await account.subscriptions.update_async(subscription.id, {**wanted, "proration_date": at})
    invoice = await account.invoices.retrieve_async(changed.latest_invoice)
    assert [line.amount for line in invoice.lines.data] == [line.amount for line in preview.lines.data]
    start, end = item(subscription).current_period_start, item(subscription).current_period_end
    rest = (end - at) / (end - start)
    assert abs(invoice.lines.data[0].amount + 2000 * rest) <= 1
    assert abs(invoice.lines.data[1].amount - 6000 * rest) <= 1
    assert (invoice.billing_reason, invoice.status, item(changed).quantity) == ("subscription_update", "paid", 3)


async def test_prorations_that_are_not_invoiced_wait_for_the_renewal(account, subscribe):
    subscription = await subscribe(quantity=2)
    await account.subscriptions.update_async(
        subscription.id,
        {"items": [{"id": item(subscription).id, "quantity": 1}], "proration_behavior": "create_prorations"},
    )
    upcoming = await account.invoices.create_preview_async({"subscription": subscription.id})
    assert [line.amount < 0 for line in upcoming.lines.data] == [True, False, False]
    await sandbox.advance(to=datetime.fromtimestamp(item(subscription).current_period_end, UTC))
    newest = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    assert newest.total == upcoming.total
    assert (await account.invoices.create_preview_async({"subscription": subscription.id})).total == 2000


async def test_a_change_to_yearly_begins_a_year_and_a_change_back_leaves_credit(account, subscribe, prices):
    subscription = await subscribe()
    yearly = await account.subscriptions.update_async(
        subscription.id, {"items": [{"id": item(subscription).id, "price": prices["pro_year"]}]}
    )
    begun = datetime.fromtimestamp(item(yearly).current_period_start, UTC)
    assert datetime.fromtimestamp(item(yearly).current_period_end, UTC).year == begun.year + 1
    assert abs((await account.invoices.retrieve_async(yearly.latest_invoice)).total - 18000) <= 1
    await account.subscriptions.update_async(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": prices["pro_month"]}],
            "proration_behavior": "always_invoice",
        },
    )
    customer = await account.customers.retrieve_async(subscription.customer)
    assert abs(customer.balance + 18000) <= 1
    await sandbox.advance(by=timedelta(days=32))
    renewal = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    assert (renewal.total, renewal.amount_due, renewal.status) == (2000, 0, "paid")


async def test_cancellation_waits_for_the_period_and_can_be_taken_back(account, subscribe, told):
    subscription = await subscribe()
    details = {"feedback": "too_expensive", "comment": "Later, perhaps"}
    canceled = await account.subscriptions.update_async(
        subscription.id, {"cancel_at_period_end": True, "cancellation_details": details}
    )
    assert (canceled.status, canceled.cancel_at) == ("active", item(subscription).current_period_end)
    assert canceled.cancellation_details.feedback == "too_expensive"
    with pytest.raises(stripe.InvalidRequestError) as none:
        await account.invoices.create_preview_async({"subscription": subscription.id})
    assert none.value.code == "invoice_upcoming_none"
    resumed = await account.subscriptions.update_async(subscription.id, {"cancel_at_period_end": False})
    assert (resumed.cancel_at, resumed.canceled_at) == (None, None)
    await account.subscriptions.update_async(subscription.id, {"cancel_at_period_end": True})
    await sandbox.advance(by=timedelta(days=32))
    ended = await account.subscriptions.retrieve_async(subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", canceled.cancel_at)
    assert (await told("customer.subscription"))[-1] == "customer.subscription.deleted"


async def test_a_subscription_ends_at_once_without_a_charge(account, subscribe):
    subscription = await subscribe()
    ended = await account.subscriptions.cancel_async(subscription.id, {"invoice_now": False, "prorate": False})
    assert (ended.status, ended.latest_invoice) == ("canceled", subscription.latest_invoice)
    assert [s.id for s in (await account.subscriptions.list_async({"customer": ended.customer})).data] == []
    listed = await account.subscriptions.list_async({"customer": ended.customer, "status": "all"})
    assert [s.id for s in listed.data] == [subscription.id]
    with pytest.raises(stripe.InvalidRequestError):
        await account.subscriptions.cancel_async(subscription.id)


async def test_usage_is_counted_once_and_billed_with_the_renewal(account, subscribe, prices):
    subscription = await subscribe(metered=True)
    start = item(subscription).current_period_start
    report = {"event_name": "ai_credits", "payload": {"stripe_customer_id": subscription.customer, "value": "25"}}
    await account.billing.meter_events.create_async({**report, "identifier": "once"})
    with pytest.raises(stripe.InvalidRequestError):
        await account.billing.meter_events.create_async({**report, "identifier": "once"})
    await account.billing.meter_events.create_async({**report, "identifier": "twice"})
    summary = await account.billing.meters.event_summaries.list_async(prices["meter"], {
        "customer": subscription.customer, "start_time": start // 60 * 60, "end_time": start // 60 * 60 + 3600,
    })  # fmt: skip
    assert [each.aggregated_value for each in summary.data] == [50]
    await sandbox.advance(by=timedelta(days=32))
    renewal = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    assert sorted(line.amount for line in renewal.lines.data) == [150, 2000]


async def test_a_change_of_interval_takes_the_metered_item_along_and_bills_what_was_used(account, subscribe, prices):
    subscription = await subscribe(metered=True)
    yearly = await account.prices.create_async({
        "currency": "usd", "product": "pro", "unit_amount": 3,
        "recurring": {"interval": "year", "usage_type": "metered", "meter": prices["meter"]},
    })  # fmt: skip
    await account.billing.meter_events.create_async(
        {"event_name": "ai_credits", "payload": {"stripe_customer_id": subscription.customer, "value": "10"}}
    )
    await sandbox.advance(by=timedelta(days=5))
    licensed, metered = subscription["items"].data
    wanted = {
        "items": [
            {"id": licensed.id, "price": prices["pro_year"], "quantity": 1},
            {"id": metered.id, "deleted": True},
            {"price": yearly.id},
        ],
        "proration_behavior": "always_invoice",
    }
    next_one = {"subscription": subscription.id, "subscription_details": wanted}
    preview = await account.invoices.create_preview_async({**next_one, "preview_mode": "next"})
    after = await account.invoices.create_preview_async({**next_one, "preview_mode": "recurring"})
    changed = await account.subscriptions.update_async(subscription.id, wanted)
    invoice = await account.invoices.retrieve_async(changed.latest_invoice)
    assert invoice.lines.data[0].amount == 30
    assert abs(invoice.total - preview.total) <= 1
    assert after.total == 20000
    assert len({each.current_period_end for each in changed["items"].data}) == 1
    assert preview.parent.subscription_details.subscription_proration_date > item(subscription).current_period_start


async def test_a_change_whose_charge_fails_may_be_refused_as_a_whole(account, subscribe):
    subscription = await subscribe("4000000000000341")
    wanted = {"items": [{"id": item(subscription).id, "quantity": 5}], "proration_behavior": "always_invoice"}
    with pytest.raises(stripe.CardError):
        await account.subscriptions.update_async(subscription.id, {**wanted, "payment_behavior": "error_if_incomplete"})
    same = await account.subscriptions.retrieve_async(subscription.id)
    assert (same.status, item(same).quantity, same.latest_invoice) == ("active", 1, subscription.latest_invoice)
    changed = await account.subscriptions.update_async(subscription.id, wanted)
    assert (changed.status, item(changed).quantity) == ("past_due", 5)
