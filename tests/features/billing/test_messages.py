"""The webhook: only signed messages come in, each is kept once, handled in any order, and none gets lost."""

import asyncio
import time
from dataclasses import replace

import httpx
import pytest

from hiveforge.core.errors import NotFound
from hiveforge.core.settings import settings
from hiveforge.features.billing import service, tasks
from hiveforge.features.billing.schemas import EventFilter, EventStatus
from hiveforge.gateways.payments import payments
from hiveforge.gateways.payments.stripe import StripeAccount, StripePayments
from hiveforge.sandbox import stripe as sandbox


@pytest.fixture
def admin(acme):
    return replace(acme.owner, platform_admin=True)


def kept(owner):
    return owner.execute("select kind, status, reason, attempts from webhook_events order by received_at").fetchall()


async def test_a_hundred_deliveries_at_once_have_one_effect(acme, bought, http, owner, queued, drain, mails):
    body, signature = sandbox.signed(bought[-1])
    async with http() as client:
        headers = {"Stripe-Signature": signature}
        sent = (client.post("/webhooks/stripe", content=body, headers=headers) for _ in range(100))
        answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {204}
    assert queued() == ["billing.handle_event"]
    await drain()
    assert [row[1:] for row in kept(owner)] == [("done", "", 1)]
    assert (await service.overview(acme.owner)).plan == "pro"
    assert mails() == ["plan_changed"]


async def test_forged_altered_old_future_and_foreign_messages_are_refused(bought, http, owner, say):
    event = bought[-1]
    body, signature = sandbox.signed(event)
    assert await say(event, secret="whsec_of_somebody_else") == [400]
    assert await say(event, timestamp=int(time.time()) - 301) == [400]
    assert await say(event, timestamp=int(time.time()) + 900) == [400]
    assert await say(event | {"livemode": True}) == [400]
    async with http() as client:
        for content, header in ((body + b" ", signature), (body, ""), (body, "t=1,v1=x"), (b"", signature)):
            answer = await client.post("/webhooks/stripe", content=content, headers={"Stripe-Signature": header})
            assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
            assert answer.json()["code"] == "bad_signature"
    assert kept(owner) == []


async def test_two_secrets_hold_while_one_replaces_the_other(bought):
    both = StripePayments(StripeAccount(key="sk_test_x", webhook_secrets=("whsec_old", "whsec_new")))
    for secret in ("whsec_old", "whsec_new"):
        assert both.read_event(*sandbox.signed(bought[-1], secret=secret)).id == bought[-1]["id"]


async def test_the_webhook_takes_both_secrets_of_the_settings_and_no_third(bought, say, owner, monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_never_called")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_new, whsec_old")
    settings.cache_clear()
    payments.cache_clear()
    try:
        assert await say(bought[0], secret="whsec_new") == [204]
        assert await say(bought[1], secret="whsec_old") == [204]
        assert await say(bought[2], secret="whsec_third") == [400]
        assert await say(bought[2], secret=sandbox.SIGNING_SECRET) == [400]
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        payments.cache_clear()
    assert len(kept(owner)) == 2


async def test_machines_come_in_without_origin_and_only_to_their_host_and_size(bought, http):
    body, signature = sandbox.signed(bought[-1])
    headers = {"Stripe-Signature": signature}
    async with http() as client:
        client.headers.pop("Origin")
        assert (await client.post("/webhooks/stripe", content=body, headers=headers)).status_code == 204
        assert (await client.get("/webhooks/stripe")).status_code == 405
        assert (
            await client.post("/webhooks/stripe", content=body, headers=headers | {"Host": "evil.example"})
        ).status_code == 421
        assert (await client.post("/webhooks/stripe", content=b"x" * 1_100_000, headers=headers)).status_code == 413


async def test_messages_about_strangers_are_parked_shown_and_replayed(acme, account, owner, say, drain, admin):
    stranger = await account.create_customer(organization="", name="Somebody", email="s@else.test", key="stranger")
    gone = await account.create_customer(
        organization="0199b2c0-0000-7000-8000-000000000000", name="Gone", email="g@one.test", key="gone"
    )
    events = [event for event in await sandbox.events_since() if event["type"] == "customer.created"]
    await say(*events)
    await drain()
    rows = (await service.list_events(admin, EventFilter(status=EventStatus.PARKED))).rows
    reasons = {row.customer: row.reason for row in rows}
    assert reasons == {
        stranger.id: "We know no such customer.",
        gone.id: "The organization was deleted.",
    }
    owner.execute(
        "insert into billing_customers (id, created_at, organization_id, external_id, ticket, synced_ticket, card_brand,"
        " card_last4, card_expires_month, card_expires_year) values (gen_random_uuid(), now(), %s, %s, 0, 0, '', '', 0, 0)",
        [acme.id, stranger.id],
    )
    await service.replay_event(admin, next(row.id for row in rows if row.customer == stranger.id))
    await drain()
    assert {
        row.customer for row in (await service.list_events(admin, EventFilter(status=EventStatus.PARKED))).rows
    } == {gone.id}


async def test_a_customer_whose_maker_died_is_recognised(acme, account, owner, say, drain):
    made = await account.create_customer(organization=str(acme.id), name="Acme", email="a@acme.test", key="acme")
    events = [event for event in await sandbox.events_since() if event["type"] == "customer.created"]
    await say(*events)
    await drain()
    assert owner.execute("select organization_id, external_id from billing_customers").fetchall() == [
        (acme.id, made.id)
    ]


async def test_an_outage_is_tried_again_and_a_failure_waits_for_a_replay(acme, bought, owner, say, drain, line, admin):
    async def away(_request):
        return httpx.Response(503, json={"error": {"type": "api_error"}})

    async def broken(_request):
        return httpx.Response(400, json={"error": {"type": "invalid_request_error", "message": "no such field"}})

    line.before = away
    await say(bought[-1])
    await drain()
    assert [row[1:] for row in kept(owner)] == [("stored", "Stripe does not answer.", 1)]
    line.before = broken
    owner.execute("set search_path = jobs, public")
    owner.execute("update procrastinate_jobs set scheduled_at = now()")
    owner.execute("reset search_path")
    await drain()
    ((_, status, reason, attempts),) = kept(owner)
    assert (status, attempts) == ("failed", 2)
    assert reason.startswith("InvalidRequestError: ")
    line.before = None
    (failed,) = (await service.list_events(admin, EventFilter(status=EventStatus.FAILED))).rows
    await service.replay_event(admin, failed.id)
    await drain()
    assert [row[1:3] for row in kept(owner)] == [("done", "")]
    assert (await service.overview(acme.owner)).plan == "pro"


async def test_a_message_without_job_gets_another_one(acme, bought, owner, say, drain):
    await say(bought[-1])
    owner.execute("set search_path = jobs, public; delete from procrastinate_jobs; reset search_path")
    await tasks.handle_stranded()
    await drain()
    assert kept(owner)[0][1] == "stored"
    owner.execute("update webhook_events set received_at = received_at - interval '5 hours'")
    await tasks.handle_stranded()
    await drain()
    assert kept(owner)[0][1] == "done"


async def test_only_those_who_run_the_installation_read_messages(acme, bought, say):
    await say(bought[-1])
    for act in (
        service.list_events(acme.owner),
        service.list_differences(acme.owner),
        service.reconcile_now(acme.owner),
    ):
        with pytest.raises(NotFound):
            await act


async def test_a_message_about_no_customer_is_done_at_once(account, say, drain, owner):
    event = next(event for event in await sandbox.events_since() if event["type"].startswith("product."))
    await say(event)
    await drain()
    assert kept(owner)[0][1:] == ("done", "It concerns no customer.", 1)
