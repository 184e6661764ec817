"""Where the provider and we differ, it is seen, shown to those who run the installation, and fixed with one click."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from hiveforge.core.actor import system
from hiveforge.core.errors import Unavailable
from hiveforge.features import usage
from hiveforge.features.billing import service
from hiveforge.features.billing.errors import NotFixable
from hiveforge.gateways.payments import CheckoutRequest, PaymentRefused, payments
from hiveforge.sandbox import stripe as sandbox

NIGHT = system("reconciling, in a test")


async def customer():
    return next(one.id for one in await payments().customers())


async def test_nothing_differs_after_a_quiet_day(acme, subscribe, standing):
    await subscribe(acme)
    assert await standing() == {}


async def test_a_lost_message_is_seen_shown_and_fixed_with_an_audit_row(acme, subscribe, standing, admin, owner):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    await payments().end_now(running.id, key="in the dashboard")
    found = (await standing())["subscription"]
    assert (found.organization_name, found.fixable) == ("Acme", True)
    assert found.stripe_says.startswith("free")
    assert found.we_say.startswith("pro")
    await service.fix_difference(admin, found.id)
    await service.fix_difference(admin, found.id)
    assert (await service.overview(acme.owner)).plan == "free"
    assert await standing() == {}
    rows = owner.execute(
        "select actor_name, organization_id from audit_entries where action = 'billing.fix_difference'"
    ).fetchall()
    assert rows == [(admin.name, acme.id)]


async def test_the_night_mends_what_is_only_looked_at_anew(acme, subscribe, admin, owner):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    await payments().cancel(running.id, feedback="unused", comment="", key="c")
    await payments().end_now(running.id, key="in the dashboard")
    done = await service.reconcile(NIGHT)
    assert (done.checked, done.found, done.failed) == (1, 0, 0)
    assert (await service.overview(acme.owner)).plan == "free"
    (found,) = (await service.list_differences(admin)).rows
    assert found.fixed_by == NIGHT.name
    (row,) = owner.execute(
        "select before ->> 'plan', after ->> 'plan', organization_id from audit_entries"
        " where action = 'billing.sync_organization' and actor_name = %s",
        [NIGHT.name],
    ).fetchall()
    assert row == ("pro", "free", acme.id)


async def test_people_without_a_seat_get_one_by_pushing_our_number(acme, subscribe, standing, admin):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    await payments().change(running, price=running.price, quantity=2, key="two seats in the dashboard")
    await service.sync_organization(NIGHT, acme.id)
    found = (await standing())["seats"]
    assert (found.stripe_says, found.we_say) == ("2 seats paid", "4 seats taken")
    await service.fix_difference(admin, found.id)
    assert (await service.overview(acme.owner)).seats_limit == 4
    assert await standing() == {}


async def test_a_second_subscription_is_ended(acme, subscribe, standing, admin, account):
    await subscribe(acme)
    whose = await customer()
    second = await account.start_checkout(
        CheckoutRequest(
            customer=whose, organization=str(acme.id), price="pro_month", quantity=4,
            success_url="http://localhost:8000/", cancel_url="http://localhost:8000/",
        ),
        key="second",
    )  # fmt: skip
    await sandbox.pay_checkout(second.id)
    await service.sync_organization(NIGHT, acme.id)
    found = (await standing())["second_subscription"]
    await service.fix_difference(admin, found.id)
    assert await standing() == {}
    assert [one.status for one in await payments().subscriptions(whose)].count("active") == 1
    assert (await service.overview(acme.owner)).plan == "pro"


async def test_an_invoice_whose_messages_were_all_lost_is_shown_and_written_down_with_its_renewal(
    acme, subscribe, standing, admin, owner
):
    await subscribe(acme)
    before = (await service.overview(acme.owner)).next_charge
    await sandbox.advance(by=timedelta(days=32))
    found = (await standing())["invoice"]
    assert found.stripe_says.startswith("paid, ")
    assert found.we_say == "no such invoice"
    await service.fix_difference(admin, found.id)
    assert await standing() == {}
    assert owner.execute("select count(*) from invoices where external_id = %s", [found.subject]).fetchone() == (1,)
    assert (await service.overview(acme.owner)).next_charge != before


async def test_the_night_writes_down_invoices_whose_messages_were_lost(acme, subscribe, standing, owner):
    await subscribe(acme)
    await sandbox.advance(by=timedelta(days=32))
    assert (await service.reconcile(NIGHT)).found == 0
    assert await standing() == {}
    fixed = owner.execute("select kind, fixed_by from billing_differences").fetchall()
    assert fixed == [("invoice", NIGHT.name)]


async def test_a_customer_that_nobody_noted_is_adopted(acme, account, standing, admin, owner):
    made = await account.create_customer(organization=str(acme.id), name="Acme", email="a@acme.test", key="a")
    found = (await standing())["customer"]
    assert found.subject == made.id
    await service.fix_difference(admin, found.id)
    assert owner.execute("select external_id from billing_customers").fetchall() == [(made.id,)]
    assert await standing() == {}


async def test_a_meter_that_holds_what_nobody_reported_is_shown(acme, subscribe, standing, account, admin, attempts):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    await account.report_usage(await customer(), value=7, identifier="stray", at=running.period_start)
    found = (await standing())["meter"]
    assert (found.stripe_says, found.we_say) == ("7 credits on the meter", "0 credits reported")
    with pytest.raises(NotFixable, match="cannot be taken back from here"):
        await service.fix_difference(admin, found.id)
    assert [one["stripe says"] for one in attempts()] == ["7 credits on the meter"]


async def test_credits_that_the_meter_lost_are_reported_again_by_one_click_and_counted_once(
    acme, subscribe, standing, account, admin, owner
):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    days_ago = running.period_start - timedelta(days=2)
    for name, amount in (("kept", 5), ("lost", 30)):
        owner.execute(
            "insert into usage_reports (id, created_at, organization_id, payer, identifier, amount, used_at, tried_at, state,"
            " reported_at, last_error) values (gen_random_uuid(), now(), %s, %s, %s, %s, %s, %s, 'reported', %s, '')",
            [acme.id, await customer(), name, amount, running.period_start, days_ago, days_ago],
        )
    await account.report_usage(await customer(), value=5, identifier="kept", at=running.period_start)
    found = (await standing())["meter"]
    assert (found.stripe_says, found.we_say) == ("5 credits on the meter", "35 credits reported")
    await asyncio.gather(*(service.fix_difference(admin, found.id) for _ in range(2)))
    assert await standing() == {}
    span = running.period_start.replace(second=0), running.period_end.replace(second=0)
    assert await account.reported_usage(await customer(), start=span[0], end=span[1]) == 35
    rows = owner.execute("select identifier, state from usage_reports order by 1").fetchall()
    assert rows == [("kept", "reported"), ("lost", "reported")]


async def test_credits_that_the_meter_refused_are_a_difference_until_it_has_them(acme, subscribe, standing, owner):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    owner.execute(
        "insert into usage_reports (id, created_at, organization_id, payer, identifier, amount, used_at, state,"
        " refused_at, last_error) values (gen_random_uuid(), now(), %s, %s, 'refused', 30, %s, 'refused', now(), 'No.')",
        [acme.id, await customer(), running.period_start],
    )
    found = (await standing())["meter"]
    assert (found.stripe_says, found.we_say) == (
        "0 credits on the meter", "0 credits reported, 30 refused by Stripe",
    )  # fmt: skip
    owner.execute("update usage_reports set state = 'waiting', refused_at = null")
    await usage.report_overage(NIGHT, payments())
    assert await standing() == {}


async def test_a_deleted_organization_that_still_pays_is_shown_and_ended(acme, subscribe, standing, admin, owner):
    await subscribe(acme)
    owner.execute("delete from organizations where id = %s", [acme.id])
    found = (await standing())["orphan"]
    await service.fix_difference(admin, found.id)
    assert await standing() == {}
    assert (await payments().subscriptions(await customer()))[0].status == "canceled"


async def test_a_fix_that_the_card_refuses_is_audited_with_what_differs_still(
    acme, subscribe, account, standing, admin, attempts
):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    fewer = {
        "items": [{"id": running.item, "quantity": 2}],
        "proration_behavior": "none",
    }  # so that nothing is credited
    await account._account.client().v1.subscriptions.update_async(running.id, fewer)
    await service.sync_organization(NIGHT, acme.id)
    await sandbox.use_card(await customer(), "4000000000000341")
    found = (await standing())["seats"]
    for _ in range(2):
        with pytest.raises(PaymentRefused):
            await service.fix_difference(admin, found.id)
    (attempt, again) = attempts()
    assert attempt == again
    assert attempt["tried"].startswith("Where more seats are taken than paid, Stripe charges")
    assert "declined" in attempt["not fixed because"]
    assert (attempt["stripe says"], attempt["we say"]) == ("2 seats paid", "4 seats taken")
    await sandbox.use_card(await customer())
    await service.fix_difference(admin, found.id)
    assert attempts()[2:] == [{"fixed by": admin.name}]


async def test_a_fix_that_changes_nothing_is_audited(acme, subscribe, account, standing, admin, attempts):
    await subscribe(acme)
    made = await account.create_customer(organization=str(acme.id), name="Acme twice", email="a@acme.test", key="2")
    found = (await standing())["customer"]
    assert found.subject == made.id
    with pytest.raises(NotFixable):
        await service.fix_difference(admin, found.id)
    (attempt,) = attempts()
    assert attempt["not fixed because"] == NotFixable.message
    assert (attempt["stripe says"], attempt["we say"]) == ("Acme twice", "no such customer")


async def test_a_fix_that_the_provider_does_not_answer_is_audited(acme, subscribe, standing, admin, line, attempts):
    await subscribe(acme)
    (running,) = await payments().subscriptions(await customer())
    await payments().end_now(running.id, key="in the dashboard")
    found = (await standing())["subscription"]

    async def away(_request):
        return httpx.Response(503, json={"error": {"type": "api_error"}})

    line.before = away
    with pytest.raises(Unavailable):
        await service.fix_difference(admin, found.id)
    assert attempts()[0]["not fixed because"] == "Stripe does not answer."
