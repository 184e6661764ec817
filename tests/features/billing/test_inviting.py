"""Inviting more people than there are seats for: the exact charge first, then the seats and the invitations."""

import asyncio

import httpx
import pytest
from tabs import Tab

from hiveforge.core import seat_offers
from hiveforge.core.errors import Unavailable
from hiveforge.features import organizations
from hiveforge.features.billing import SeatsForm, service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.schemas import Invited, InviteForm
from hiveforge.features.organizations.service import invite_or_offer
from hiveforge.features.organizations.state import InvitingState, MembersState
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

TWO = InviteForm(emails="grace@example.com linus@example.com")
TYPED = {"emails": "grace@example.com, linus@example.com", "role": "viewer"}


@pytest.fixture
def letters(owner):
    """Who was invited by mail."""

    def read() -> list[str]:
        kind = "organizations.invitation"
        rows = owner.execute("select recipient from outgoing_mails where kind = %s order by id", [kind]).fetchall()
        return [row[0] for row in rows]

    return read


async def seats(acme) -> int | None:
    return (await service.overview(acme.owner)).seats_limit


async def paid(acme) -> list[int]:
    return [invoice.total for invoice in (await service.overview(acme.owner)).invoices]


async def test_the_price_is_shown_first_and_what_was_shown_is_what_is_charged(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    before = await paid(acme)
    offered = await invite_or_offer(acme.admin, TWO)
    assert (offered.seats.seats_now, offered.seats.seats_after) == (4, 6)
    assert (offered.seats.next_total, offered.seats.interval) == (12000, "month")
    assert offered.seats.due_now > 0
    assert (await seats(acme), letters(), await paid(acme)) == (4, [], before)

    done = await invite_or_offer(acme.admin, TWO, offered)

    assert [row.email for row in done.invited] == list(TWO.emails)
    assert (await seats(acme), letters()) == (6, list(TWO.emails))
    assert await paid(acme) == [offered.seats.due_now, *before]


async def test_in_a_trial_nothing_is_due_now(acme, subscribe, letters):
    await subscribe(acme, seats=4, trial=True)
    offered = await invite_or_offer(acme.owner, TWO)
    assert (offered.seats.due_now, offered.seats.next_total) == (0, 12000)
    assert isinstance(await invite_or_offer(acme.owner, TWO, offered), Invited)
    assert (await seats(acme), letters()) == (6, list(TWO.emails))


async def test_where_seats_suffice_nobody_is_asked(acme, subscribe, letters):
    await subscribe(acme, seats=6)
    assert isinstance(await invite_or_offer(acme.admin, TWO), Invited)
    assert letters() == list(TWO.emails)


async def test_other_addresses_are_offered_anew_and_nothing_is_charged(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    offered = await invite_or_offer(acme.admin, TWO)
    three = InviteForm(emails="grace@example.com linus@example.com ada@example.com")
    again = await invite_or_offer(acme.admin, three, offered)
    assert again.seats.seats_after == 7
    assert (await seats(acme), letters()) == (4, [])


async def test_seats_that_somebody_added_meanwhile_are_neither_bought_again_nor_given_back(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    offered = await invite_or_offer(acme.admin, TWO)
    await service.set_seats(acme.owner, SeatsForm(seats=5))
    again = await invite_or_offer(acme.admin, TWO, offered)
    assert (again.seats.seats_now, again.seats.seats_after, letters()) == (5, 6, [])
    await service.set_seats(acme.owner, SeatsForm(seats=9))
    assert isinstance(await invite_or_offer(acme.admin, TWO, again), Invited)
    assert await seats(acme) == 9


async def test_two_who_agree_at_once_pay_once(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    before = len(await paid(acme))
    offered = await invite_or_offer(acme.admin, TWO)
    acts = (invite_or_offer(acme.admin, TWO, offered) for _ in range(2))
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(one).__name__ for one in done].count("Invited") == 1
    assert (await seats(acme), letters()) == (6, list(TWO.emails))
    assert len(await paid(acme)) == before + 1


async def test_whoever_was_killed_between_paying_and_inviting_pays_once(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    before = await paid(acme)
    offered = await invite_or_offer(acme.admin, TWO)
    await seat_offers.accept_offer(acme.admin, offered.seats)
    assert letters() == []
    assert isinstance(await invite_or_offer(acme.admin, TWO, offered), Invited)
    assert (await seats(acme), letters()) == (6, list(TWO.emails))
    assert await paid(acme) == [offered.seats.due_now, *before]


async def test_a_refused_charge_invites_nobody_and_keeps_what_was_typed(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    (customer,) = await payments().customers()
    await sandbox.use_card(customer.id, "4000000000000341")
    tab = Tab(acme.admin, "/o/acme/members")
    await tab.send(InvitingState.invite, TYPED)
    await tab.send(InvitingState.invite, TYPED)
    state = await tab.state(InvitingState)
    assert "declined" in (await tab.notices())[-1]
    assert (state.offer.seats_after, state.sent, state.busy, letters()) == (6, 0, False, [])
    assert await seats(acme) == 4
    await sandbox.use_card(customer.id)
    await tab.send(InvitingState.invite, TYPED)
    assert (state.sent, letters()) == (1, list(TWO.emails))


async def test_an_outage_while_the_price_is_asked_changes_nothing(acme, subscribe, line, letters):
    await subscribe(acme, seats=4)

    async def away(_request):
        return httpx.Response(503, json={"error": {"type": "api_error"}})

    line.before = away
    with pytest.raises(Unavailable):
        await invite_or_offer(acme.admin, TWO)
    line.before = None
    assert (await seats(acme), letters()) == (4, [])


async def test_a_plan_that_sells_no_seats_is_refused_with_the_way_to_one_that_does(acme, account, owner, letters):
    owner.execute("update organizations set seat_limit = 4")
    with pytest.raises(OutOfSeats) as refused:
        await invite_or_offer(acme.admin, TWO)
    assert refused.value.upgrade_url == "/o/acme/billing?seats=6#choose-plan"
    tab = Tab(acme.admin, "/o/acme/members")
    await tab.send(InvitingState.invite, TYPED)
    state = await tab.state(InvitingState)
    assert (state.upgrade, state.offer.seats_after, state.busy) == (refused.value.upgrade_url, 0, False)
    assert "All 4 seats of your plan are taken" in state.errors["emails"]
    assert letters() == []


async def test_a_second_click_while_the_first_is_asked_does_nothing(acme, subscribe, letters):
    await subscribe(acme, seats=6)
    tab = Tab(acme.admin, "/o/acme/members")
    await asyncio.gather(*(tab.send(InvitingState.invite, TYPED) for _ in range(3)))
    assert ((await tab.state(InvitingState)).sent, letters()) == (1, list(TWO.emails))


async def test_the_dialog_goes_from_addresses_to_the_price_to_invitations(acme, subscribe, letters):
    await subscribe(acme, seats=4)
    tab = Tab(acme.owner, "/o/acme/members")
    await tab.send(MembersState.load)
    members, state = await tab.state(MembersState), await tab.state(InvitingState)
    assert (members.full, members.sold, members.crowded) == (True, True, True)
    await tab.send(InvitingState.begin)
    await tab.send(InvitingState.invite, TYPED)
    assert (state.offer.seats_now, state.offer.seats_after, state.offer.next_total) == (4, 6, "$120 a month")
    assert state.offer.due_now.startswith("$")
    assert (state.errors, state.sent) == ({}, 0)
    await tab.send(InvitingState.invite, TYPED)
    assert (state.sent, state.offer.seats_after, letters()) == (1, 0, list(TWO.emails))
    assert await tab.notices() == ["Invited 2 people."]
    invitations = (await organizations.service.list_invitations(acme.owner)).rows
    assert {row.role for row in invitations} == {"viewer"}


async def test_an_offer_ends_with_its_dialog(acme, subscribe):
    await subscribe(acme, seats=4)
    tab = Tab(acme.owner, "/o/acme/members")
    await tab.send(InvitingState.invite, TYPED)
    await tab.send(InvitingState.begin)
    state = await tab.state(InvitingState)
    assert state.offer.seats_after == 0
    await tab.send(InvitingState.invite, TYPED)
    assert (state.offer.seats_after, state.sent) == (6, 0)
