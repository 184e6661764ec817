import asyncio
from datetime import timedelta

import httpx
import pytest
import stripe

from hiveforge.core.settings import UnsafeSettings, settings
from hiveforge.sandbox import stripe as sandbox
from hiveforge.sandbox.stripe.description import BrokenAnswer, check_answer, check_error, request_schema
from hiveforge.sandbox.stripe.routes import ROUTES


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"nope": "1"}, "nope", "parameter_unknown"),
        ({"address": {"planet": "Mars"}}, "address[planet]", "parameter_unknown"),
        ({"balance": "much"}, "balance", "parameter_invalid_integer"),
        ({"tax_exempt": "perhaps"}, "tax_exempt", "parameter_invalid"),
    ],
)
async def test_requests_that_break_the_description_are_refused_as_stripe_does(account, params, param, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.customers.create_async(params)
    assert (refused.value.http_status, refused.value.param, refused.value.code) == (400, param, code)


async def test_a_missing_parameter_is_named(account):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.prices.create_async({"unit_amount": 5})
    assert (refused.value.param, refused.value.code) == ("currency", "parameter_missing")


def test_every_address_is_in_the_description_with_what_may_be_sent_there():
    assert all(request_schema(route.method, route.template)["properties"] for route in ROUTES if route.method == "POST")
    assert all(request_schema(route.method, route.template) for route in ROUTES)


async def test_a_meter_has_another_name_and_nothing_else_of_it_can_be_changed(account, prices):
    renamed = await account.billing.meters.update_async(prices["meter"], {"display_name": "Renamed"})
    assert (renamed.display_name, renamed.event_name) == ("Renamed", "ai_credits")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.billing.meters.update_async(prices["meter"], {"event_name": "other"})
    assert (refused.value.param, refused.value.code) == ("event_name", "parameter_unknown")
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await account.billing.meters.update_async("mtr_nope", {"display_name": "Renamed"})
    assert missing.value.code == "resource_missing"


async def test_a_portal_is_changed_feature_by_feature(account):
    configurations = account.billing_portal.configurations
    made = await configurations.create_async({
        "features": {"invoice_history": {"enabled": True}}, "metadata": {"whose": "ours"},
        "business_profile": {"headline": "Before", "privacy_policy_url": "https://example.com/privacy"},
    })  # fmt: skip
    customer = {"enabled": True, "allowed_updates": ["name"]}
    changed = await configurations.update_async(
        made.id, {"business_profile": {"headline": "After"}, "features": {"customer_update": customer}}
    )
    profile, features = changed.business_profile, changed.features
    assert (profile.headline, profile.privacy_policy_url) == ("After", "https://example.com/privacy")
    assert (features.customer_update.allowed_updates, features.invoice_history.enabled) == (["name"], True)
    assert (changed.metadata.whose, (await configurations.retrieve_async(made.id)).id) == ("ours", made.id)
    for change in (
        {"business_profile": {"headline": "x" * 61}},
        {"features": {"subscription_update": {"enabled": True}}},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await configurations.update_async(made.id, change)


async def test_what_is_not_there_is_404(account):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await account.subscriptions.retrieve_async("sub_nope")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


async def test_a_key_is_asked_for(account):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.api_app()), base_url="http://s") as client:
        without = await client.get("/v1/customers")
        live = await client.get("/v1/customers", headers={"Authorization": "Bearer sk_live_x"})
    assert [without.status_code, live.status_code] == [401, 401]
    assert without.json()["error"]["type"] == "invalid_request_error"


async def test_the_same_key_is_one_act_and_other_parameters_are_refused(account):
    options = {"idempotency_key": "acme"}
    first = await account.customers.create_async({"name": "Acme"}, options)
    assert (await account.customers.create_async({"name": "Acme"}, options)).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        await account.customers.create_async({"name": "Globex"}, options)
    assert len((await account.customers.list_async()).data) == 1


async def test_concurrent_requests_with_one_key_are_one_act(account):
    def create():
        return account.customers.create_async({"name": "Acme"}, {"idempotency_key": "acme"})

    answers = await asyncio.gather(*(create() for _ in range(8)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {getattr(each, "http_status", None) for each in refused} <= {409}
    assert len({answer.id for answer in answers if not isinstance(answer, Exception)}) == 1
    assert len((await account.customers.list_async()).data) == 1


async def test_a_refusal_is_repeated_under_its_key(account, prices):
    params = {"customer": "cus_nope", "items": [{"price": prices["pro_month"]}]}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await account.subscriptions.create_async(params, {"idempotency_key": "same"})
        assert refused.value.param == "customer"


async def test_a_declined_payment_is_kept_and_told_of(account, subscribe, told):
    subscription = await subscribe("4000000000000341")
    await sandbox.advance(by=timedelta(days=32))
    invoice = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    for _ in range(2):
        with pytest.raises(stripe.CardError) as declined:
            await account.invoices.pay_async(invoice.id, {}, {"idempotency_key": "pay"})
        assert declined.value.code == "card_declined"
    assert (await account.invoices.retrieve_async(invoice.id)).attempt_count == 2


async def test_lookup_keys_find_prices_and_can_be_moved(account, prices):
    found = await account.prices.list_async({"lookup_keys": ["pro_month", "pro_year"], "expand": ["data.product"]})
    assert {price.id for price in found.data} == {prices["pro_month"], prices["pro_year"]}
    assert found.data[0].product.name == "Pro"
    fresh = {
        "currency": "usd",
        "product": "pro",
        "unit_amount": 2500,
        "lookup_key": "pro_month",
        "recurring": {"interval": "month"},
    }
    with pytest.raises(stripe.InvalidRequestError):
        await account.prices.create_async(fresh)
    moved = await account.prices.create_async({**fresh, "transfer_lookup_key": True})
    assert [price.id for price in (await account.prices.list_async({"lookup_keys": ["pro_month"]})).data] == [moved.id]


async def test_events_are_delivered_signed_and_again_until_taken(account, owner):
    taken, answers = [], [500, 200]

    async def webhook(request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        taken.append(
            stripe.Webhook.construct_event(body, request.headers["Stripe-Signature"], sandbox.webhook_secret()).id
        )
        return httpx.Response(answers[len(taken) - 1])

    await account.customers.create_async({"name": "Acme"})
    event = (await sandbox.events_since())[-1]["id"]
    sandbox.deliver_through(httpx.MockTransport(webhook))
    try:
        with pytest.raises(Exception, match="answered 500"):
            await sandbox.deliver(event=event)
        assert [each["id"] for each in await sandbox.pending_events()] == [event]
        await sandbox.deliver(event=event)
    finally:
        sandbox.deliver_through(None)
    assert taken == [event, event]
    assert await sandbox.pending_events() == []


async def test_events_queue_their_delivery_unless_held(account, queued):
    await account.customers.create_async({"name": "Held"})
    assert queued() == []
    await sandbox.hold_deliveries(False)
    await account.customers.create_async({"name": "Sent"})
    assert queued() == ["sandbox.deliver"]


async def test_the_stand_in_does_not_start_in_production(monkeypatch):
    monkeypatch.setattr(
        "hiveforge.sandbox.settings", lambda: settings().model_copy(update={"environment": "production"})
    )
    monkeypatch.setattr(type(settings()), "production", property(lambda _: True))
    with pytest.raises(UnsafeSettings):
        sandbox.create_app()


async def test_a_deleted_customer_takes_its_subscriptions_along(account, subscribe, told):
    subscription = await subscribe()
    assert (await account.customers.delete_async(subscription.customer)).deleted
    assert (await account.customers.retrieve_async(subscription.customer)).deleted
    assert (await account.customers.list_async()).data == []
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "canceled"
    assert (await told())[-2:] == ["customer.subscription.deleted", "customer.deleted"]
    with pytest.raises(stripe.InvalidRequestError):
        await account.billing_portal.sessions.create_async({"customer": subscription.customer})


async def test_answers_that_stripe_would_never_give_are_our_mistake(account, prices):
    price = (await account.prices.retrieve_async(prices["pro_month"])).to_dict()
    price["unit_amount_decimal"] = "2000"
    check_answer(price)
    with pytest.raises(BrokenAnswer, match="type"):
        check_answer({**price, "type": "weekly"})


async def test_refusals_that_stripe_would_never_give_are_our_mistake(account, monkeypatch):
    for more in ({}, {"param": "name", "code": "parameter_missing", "decline_code": "generic_decline"}):
        check_error(sandbox.Refusal("No.", **more).body())
    for refusal in (sandbox.Refusal("No.", kind="refused"), sandbox.Refusal("No.", reason="none")):
        with pytest.raises(BrokenAnswer):
            check_error(refusal.body())
    monkeypatch.setattr(sandbox.Refusal, "body", lambda _: {"error": {"type": "refused", "message": "No."}})
    with pytest.raises(stripe.APIConnectionError, match="BrokenAnswer"):
        await account.customers.retrieve_async("cus_none")


async def test_events_can_be_read_and_filtered(account, prices):
    kinds = {event.type for event in (await account.events.list_async({"type": "price.created"})).data}
    assert kinds == {"price.created"}
    newest = (await sandbox.events_since())[-1]
    assert (await account.events.retrieve_async(newest["id"])).type == newest["type"]


async def test_setup_intents_endpoints_and_coupons_have_stripes_shape(account):
    intent = await account.setup_intents.create_async({"usage": "off_session"})
    assert (intent.status, intent.client_secret.startswith(intent.id)) == ("requires_payment_method", True)
    endpoint = await account.webhook_endpoints.create_async(
        {"url": "http://localhost:8000/webhooks/stripe", "enabled_events": ["*"]}
    )
    assert endpoint.secret == sandbox.webhook_secret()
    assert [each.id for each in (await account.webhook_endpoints.list_async()).data] == [endpoint.id]
    coupon = await account.coupons.create_async({"amount_off": 500, "currency": "usd", "duration": "once"})
    assert [each.amount_off for each in (await account.coupons.list_async()).data] == [500]
    assert (await account.coupons.retrieve_async(coupon.id)).valid
