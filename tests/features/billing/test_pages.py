"""What billing's pages show and do, without a browser: each state as whoever the gate would let in."""

import pytest
from tabs import Tab

from hiveforge.core.actor import system
from hiveforge.core.errors import NotAllowed
from hiveforge.core.permissions import Role
from hiveforge.features import usage
from hiveforge.features.billing import service
from hiveforge.features.billing.components.banner import billing_banner
from hiveforge.features.billing.components.returning import returned as returned_page
from hiveforge.features.billing.schemas import CancelForm
from hiveforge.features.billing.state import BannerState, BillingPage, CancelingState, ChoosingState, ReturnState
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

BILLING = "/o/acme/billing"
SYNC = system("synchronizing billing, in a test")
FAILS_AT_RENEWAL = "4000000000000341"


async def opened(actor) -> BillingPage:
    tab = Tab(actor, BILLING)
    await tab.send(BillingPage.load)
    return await tab.state(BillingPage)


async def test_the_page_of_a_free_organization_offers_a_plan(acme):
    page = await opened(acme.viewer)
    assert (page.plan.name, page.plan.paid, page.plan.known, page.plan.price) == ("Free", False, False, "")
    assert [(line.name, line.words) for line in page.used] == [
        ("Seats", "4 of 3"),
        ("AI credits", "0 of 100"),
        ("Documents", "0 of 50"),
        ("Storage", "0 bytes of 500 MB"),
    ]
    assert page.used[0].note == "1 more than the plan has: everybody stays, and nobody can be added."
    assert "100 AI credits a month" in page.included
    assert page.invoices == []


async def test_the_page_says_what_will_have_been_used_at_this_pace(acme, owner):
    owner.execute("update organizations set created_at = now() - interval '10 days'")
    held = await usage.reserve(acme.member, usage.ReserveForm(amount=20, key="a"))
    await usage.settle(acme.member, held.id, 20)
    line = next(one for one in (await opened(acme.viewer)).used if one.name == "AI credits")
    forecast = (await usage.balance(acme.viewer)).forecast
    assert 55 <= forecast <= 63  # twenty in ten days of a month
    assert line.note == f"At this pace {forecast} by then."
    assert line.resets_at == (await usage.balance(acme.viewer)).resets_at.isoformat()


async def test_the_price_of_a_purchase_is_shown_before_it_is_bought(acme, account, checkout_of, told):
    tab = Tab(acme.owner, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    state = await tab.state(ChoosingState)
    assert (state.buying, state.seats, state.quote.due_now, state.quote.next_total) == (True, 4, "$0", "$80 a month")
    assert [(line.text, line.amount) for line in state.lines] == [("4 × $20 a month", "$80")]
    await tab.send(ChoosingState.choose_interval, "year")
    assert state.quote.next_total == "$768 a year"
    await tab.send(ChoosingState.choose_seats, 6)
    assert (state.quote.next_total, state.quote.seats) == ("$1,152 a year", 6)
    await tab.send(ChoosingState.confirm)
    assert state.departure.endswith(checkout_of(acme))

    await sandbox.pay_checkout(checkout_of(acme))
    returned = Tab(acme.owner, f"{BILLING}/checkout?session={checkout_of(acme)}")
    await returned.send(ReturnState.load)
    back = await returned.state(ReturnState)
    assert (back.outcome, back.plan) == ("waiting", "Free")
    await told()
    await returned.send(ReturnState.hear)
    assert (back.outcome, back.plan) == ("done", "Pro")
    assert (await opened(acme.viewer)).plan.price == "$1,152 a year"


@pytest.mark.parametrize("typed", ["0", "-3", "1.5", "many", "999999999999", "²", 0, 2.5])
async def test_a_number_of_seats_that_is_none_is_refused_beside_its_field(acme, typed):
    tab = Tab(acme.owner, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    await tab.send(ChoosingState.choose_seats, typed)
    state = await tab.state(ChoosingState)
    assert "whole number" in state.errors["seats"]
    assert state.quote.plan == ""


async def test_fewer_seats_than_people_are_refused_beside_the_field(acme):
    tab = Tab(acme.owner, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    await tab.send(ChoosingState.choose_seats, "2")
    state = await tab.state(ChoosingState)
    assert "more members" in state.errors["seats"]
    assert state.quote.plan == ""


async def test_a_change_is_charged_as_quoted(acme, subscribe):
    await subscribe(acme)
    tab = Tab(acme.owner, f"{BILLING}?seats=6")
    await tab.send(ChoosingState.begin, "pro")
    state = await tab.state(ChoosingState)
    assert (state.buying, state.seats, state.quote.next_total) == (False, 6, "$120 a month")
    await tab.send(ChoosingState.confirm)
    page = await opened(acme.owner)
    assert state.done == 1
    assert page.invoices[0].total == state.quote.due_now
    assert (page.plan.price, page.used[0].words) == ("$120 a month", "4 of 6")


async def test_ending_a_plan_says_first_what_will_be_missed(acme, subscribe):
    await subscribe(acme)
    tab = Tab(acme.owner, BILLING)
    await tab.send(CancelingState.begin)
    state = await tab.state(CancelingState)
    assert any("4 people belong here" in text for text in state.lost)
    assert state.ends_at
    await tab.send(CancelingState.cancel, {"reason": "unused", "comment": ""})
    assert (state.done, (await opened(acme.viewer)).plan.status) == (1, "canceling")
    await tab.send(BillingPage.resume)
    assert (await opened(acme.viewer)).plan.status == "active"


async def test_everybody_sees_the_banner_of_a_payment_that_failed(acme, subscribe, told):
    tab = Tab(acme.viewer, "/o/acme")
    await tab.send(BannerState.load)
    state = await tab.state(BannerState)
    assert state.kind == ""
    await subscribe(acme, card=FAILS_AT_RENEWAL)
    await tab.send(BannerState.load)
    assert state.kind == "past_due"
    (customer,) = await payments().customers()
    await sandbox.use_card(customer.id)
    await sandbox.pay_invoice(await open_invoice(customer.id))
    await told()
    await tab.send(BannerState.load)
    assert (state.kind, state.at) == ("", "")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_who_may_not_manage_billing_changes_nothing(acme, role):
    actor = acme.as_(role)
    tab = Tab(actor, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    state = await tab.state(ChoosingState)
    await tab.send(ChoosingState.confirm)
    assert state.departure == ""
    with pytest.raises(NotAllowed):
        await service.cancel(actor, CancelForm())


async def test_a_budget_is_kept_and_a_missing_one_refused(acme, subscribe):
    await subscribe(acme)
    tab = Tab(acme.owner, BILLING)
    await tab.send(BillingPage.choose_overage, {"mode": "metered", "budget": "0"})
    state = await tab.state(BillingPage)
    assert "budget" in state.errors
    await tab.send(BillingPage.choose_overage, {"mode": "metered", "budget": "500"})
    assert (state.overage.mode, state.overage.budget, state.saved, state.errors) == ("metered", 500, 1, {})


async def test_a_payment_that_is_not_confirmed_is_waited_for_and_never_claimed(acme, account, checkout_of):
    tab = Tab(acme.owner, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    await tab.send(ChoosingState.confirm)
    returned = Tab(acme.owner, f"{BILLING}/checkout?session={checkout_of(acme)}")
    await returned.send(ReturnState.load)
    for _ in range(25):  # more often than the provider may be asked in a minute
        await returned.send(ReturnState.look)
    state = await returned.state(ReturnState)
    assert (state.outcome, state.slow, state.looks) == ("waiting", True, 25)
    await sandbox.pay_checkout(checkout_of(acme))
    await service.sync_organization(SYNC, acme.id)
    await returned.send(ReturnState.look)
    assert (state.outcome, state.plan) == ("done", "Pro")


async def test_who_bought_credits_is_told_of_credits_and_of_no_plan(acme, account, checkout_of, told):
    tab = Tab(acme.owner, BILLING)
    await tab.send(BillingPage.buy_pack)
    returned = Tab(acme.owner, f"{BILLING}/checkout?session={checkout_of(acme)}")
    await returned.send(ReturnState.load)
    state = await returned.state(ReturnState)
    assert (state.outcome, state.pack) == ("waiting", True)
    await sandbox.pay_checkout(checkout_of(acme))
    await told()
    await returned.send(ReturnState.hear)
    assert (state.outcome, state.pack, state.plan) == ("done", True, "Free")
    assert "1,000 AI credits were added. They stay until they are used." in str(returned_page())


async def test_everybody_is_told_of_credits_that_run_out_and_when_they_start_anew(acme):
    tab = Tab(acme.viewer, "/o/acme")
    seen = []
    for cost in (79, 1, 20):
        held = await usage.reserve(acme.member, usage.ReserveForm(amount=cost, key=str(cost)))
        await usage.settle(acme.member, held.id, cost)
        await tab.send(BannerState.load)
        state = await tab.state(BannerState)
        seen.append((state.kind, state.used))
    assert seen == [("", ""), ("credits_low", "80 of 100"), ("credits_gone", "100 of 100")]
    assert state.at == (await usage.balance(acme.viewer)).resets_at.isoformat()
    words = str(billing_banner())
    assert "included AI credits are used. They start anew on" in words


async def test_credits_that_run_out_never_hide_a_payment_that_failed(acme, subscribe):
    await subscribe(acme, card=FAILS_AT_RENEWAL)
    held = await usage.reserve(acme.member, usage.ReserveForm(amount=2000, key="all of them"))
    await usage.settle(acme.member, held.id, 2000)
    assert (await usage.balance(acme.viewer)).alert == 100
    tab = Tab(acme.viewer, "/o/acme")
    await tab.send(BannerState.load)
    assert (await tab.state(BannerState)).kind == "past_due"


async def test_somebody_elses_checkout_is_not_found(acme, globex, account, checkout_of):
    tab = Tab(acme.owner, BILLING)
    await tab.send(ChoosingState.begin, "pro")
    await tab.send(ChoosingState.confirm)
    stranger = Tab(globex.owner, f"/o/globex/billing/checkout?session={checkout_of(acme)}")
    await stranger.send(ReturnState.load)
    assert await stranger.refusal() == "not_found"


async def open_invoice(customer: str) -> str:
    return next(one.id for one in await payments().invoices(customer) if one.status == "open")
