"""Before a full organization: what the holder of an invitation sees, and who hears that they wait."""

import asyncio
from datetime import timedelta

import pytest
from factories import person
from tabs import Tab

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import InvitationRevoked, WrongAccount
from hiveforge.features.organizations.schemas import InvitationStep
from hiveforge.features.organizations.state import InvitationState

from .inviting import invited, link, step


@pytest.fixture
def letters(owner):
    """Who was told that somebody waits, and what stood in the subject."""

    def read():
        kind = "organizations.seat_requested"
        rows = owner.execute("select recipient, subject from outgoing_mails where kind = %s order by id", [kind])
        return rows.fetchall()

    return read


async def test_everybody_who_could_come_in_learns_that_it_is_full_before_they_try(acme, limit, owner):
    grace, eve = await person("grace@example.com"), await person("eve@example.com")
    mailed, shared = await invited(acme, owner), await link(acme)
    new = await invited(acme, owner, "new@example.com")
    limit(acme, 4)
    assert [await step(who, mailed) for who in (grace, visitor())] == [InvitationStep.FULL] * 2
    assert [await step(who, shared) for who in (eve, visitor())] == [InvitationStep.FULL] * 2
    assert await step(visitor(), new) is InvitationStep.FULL
    assert await step(eve, mailed) is InvitationStep.WRONG_ACCOUNT
    assert await step(acme.viewer, shared) is InvitationStep.ALREADY_MEMBER


async def test_a_closed_invitation_is_closed_whether_or_not_there_is_room(acme, limit, owner):
    token = await invited(acme, owner)
    limit(acme, 4)
    await service.revoke_invitation(acme.owner, (await service.list_invitations(acme.owner)).rows[0].id)
    assert await step(visitor(), token) is InvitationStep.REVOKED
    with pytest.raises(InvitationRevoked):
        await service.request_seat(visitor(), token)


async def test_the_page_opens_again_as_soon_as_a_seat_is_free(acme, limit, owner):
    token = await invited(acme, owner)
    limit(acme, 4)
    grace = await person("grace@example.com")
    assert await step(grace, token) is InvitationStep.FULL
    await service.remove_member(acme.owner, acme.people[Role.VIEWER].id)
    assert await step(grace, token) is InvitationStep.ACCEPT
    assert await service.accept_invitation(grace, token) == "acme"


async def test_who_sent_it_is_told_once_a_day_and_the_page_knows(acme, limit, owner, letters, audited):
    token = await invited(acme, owner)
    limit(acme, 4)
    tab = Tab(visitor(), f"/invite/{token}")
    await tab.send(InvitationState.load)
    state = await tab.state(InvitationState)
    assert (state.step, state.room_maker, state.asked) == ("full", "Admin of Acme", "")
    await tab.send(InvitationState.ask_for_seat)
    assert (state.step, bool(state.asked)) == ("full", True)
    await asyncio.gather(*(service.request_seat(visitor(), token) for _ in range(5)))
    assert letters() == [("admin@acme.test", "grace@example.com waits for a seat in Acme")]
    assert audited()[-1] == "organizations.request_seat"
    row = owner.execute("select organization_id, target_name from audit_entries order by created_at desc").fetchone()
    assert row == (acme.id, "grace@example.com")
    (shown,) = (await service.list_invitations(acme.owner)).rows
    assert shown.seat_requested_at
    owner.execute("update invitations set seat_requested_at = seat_requested_at - %s", [timedelta(hours=25)])
    await service.request_seat(visitor(), token)
    assert len(letters()) == 2


async def test_the_letter_leads_to_seats_that_suffice(acme, limit, owner):
    mailed, shared = await invited(acme, owner), await link(acme)
    limit(acme, 4)
    for token in (mailed, shared):
        await service.request_seat(visitor(), token)
    query = "select text from outgoing_mails where kind = 'organizations.seat_requested' order by id"
    texts = [row[0] for row in owner.execute(query).fetchall()]
    assert "http://localhost:8000/o/acme/billing?seats=5#choose-plan" in texts[0]
    assert "http://localhost:8000/o/acme/billing?seats=6#choose-plan" in texts[1]
    assert all("http://localhost:8000/o/acme/members" in text for text in texts)
    assert "stays open until" in texts[0]


async def test_somebody_with_a_link_is_told_apart_if_they_are_signed_in(acme, limit, letters):
    named, anonymous = await link(acme), await link(acme)
    limit(acme, 4)
    await service.request_seat(await person("eve@example.com", name="Eve"), named)
    await service.request_seat(visitor(), anonymous)
    assert [subject for _, subject in letters()] == [
        "Eve (eve@example.com) waits for a seat in Acme",
        "Somebody with an invitation link waits for a seat in Acme",
    ]


async def test_owners_and_admins_are_told_when_who_sent_it_can_make_no_room(acme, limit, owner, letters):
    token = await invited(acme, owner)
    await service.change_role(acme.owner, acme.people[Role.ADMIN].id, Role.VIEWER)
    await service.change_role(acme.owner, acme.people[Role.MEMBER].id, Role.ADMIN)
    limit(acme, 4)
    assert (await service.view_invitation(visitor(), token)).room_maker == ""
    await service.request_seat(visitor(), token)
    assert [to for to, _ in letters()] == ["owner@acme.test", "member@acme.test"]


async def test_nobody_is_told_where_there_is_room_or_by_somebody_else(acme, limit, owner, letters):
    token = await invited(acme, owner)
    await service.request_seat(visitor(), token)
    limit(acme, 4)
    with pytest.raises(WrongAccount):
        await service.request_seat(await person("eve@example.com"), token)
    with pytest.raises(NotFound):
        await service.request_seat(visitor(), "m-unknown")
    assert letters() == []
