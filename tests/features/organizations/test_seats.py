"""How many people fit: the database counts, whoever comes at once."""

import pytest
from psycopg.errors import CheckViolation
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update
from tabs import Tab

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Role
from hiveforge.features import organizations, plans
from hiveforge.features.organizations import CreateForm, InviteForm, service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.models import Invitation
from hiveforge.features.organizations.schemas import LinkForm
from hiveforge.features.organizations.state import MembersState

from .inviting import outcomes


async def test_a_new_organization_has_the_seats_of_the_free_plan(acme):
    made = await organizations.create(acme.owner, CreateForm(name="Sprout"))
    assert made
    async with unit_of_work(system("looking")) as db:
        rows = await (await db.connection()).exec_driver_sql(
            "select seat_limit from organizations where name = 'Sprout'"
        )
        assert rows.scalar_one() == plans.FREE.limit(plans.Quantity.SEATS) == 3


async def test_invitations_hold_seats_and_revoked_ones_give_them_back(acme, limit):
    limit(acme, 5)
    sent = await service.invite(acme.admin, InviteForm(emails="a@example.com"))
    with pytest.raises(OutOfSeats) as refused:
        await service.invite(acme.admin, InviteForm(emails="b@example.com"))
    assert (refused.value.limit, refused.value.used) == (5, 5)
    assert refused.value.upgrade_url == "/o/acme/billing?seats=6#choose-plan"
    assert "All 5 seats of your plan are taken" in refused.value.message
    await service.revoke_invitation(acme.admin, sent.invited[0].id)
    await service.invite(acme.admin, InviteForm(emails="b@example.com"))


async def test_many_who_invite_at_once_fill_the_seats_and_no_more(acme, limit):
    limit(acme, 7)
    acts = [service.invite(acme.admin, InviteForm(emails=f"p{n}@example.com")) for n in range(10)]
    assert sorted(await outcomes(*acts)).count("done") == 3
    seats = await service.seats(acme.viewer)
    assert (seats.used, seats.held, seats.most, seats.full) == (4, 3, 7, True)


async def test_many_who_come_by_one_link_at_once_fill_the_seats_and_no_more(acme, limit, people):
    limit(acme, 6)
    link = await service.create_link(acme.admin, LinkForm(role=Role.MEMBER))
    token = link.url.rpartition("/")[2]
    coming = people(*(f"p{n}@example.com" for n in range(8)))
    done = await outcomes(*(service.accept_invitation(person, token) for person in coming))
    assert (done.count("done"), done.count("out_of_seats")) == (2, 6)
    assert (await service.seats(acme.viewer)).used == 6


async def test_after_a_downgrade_those_who_were_invited_wait_for_a_seat_like_everybody(acme, limit, people):
    """Four belong here, two are invited, and three seats are left: nothing is lost, and nobody comes in."""
    await service.invite(acme.admin, InviteForm(emails="early@example.com late@example.com"))
    limit(acme, 3)
    early, late = people("early@example.com", "late@example.com")
    for person in (early, late):
        (waiting,) = await service.list_waiting(person)
        assert waiting.full
        with pytest.raises(OutOfSeats):
            await service.accept_waiting(person, waiting.id)
    assert (await service.list_invitations(acme.admin)).total == 2
    limit(acme, 5)
    (waiting,) = await service.list_waiting(late)
    assert not waiting.full
    await service.accept_waiting(late, waiting.id)
    (waiting,) = await service.list_waiting(early)
    assert waiting.full
    seats = await service.seats(acme.viewer)
    assert (seats.used, seats.held, seats.most) == (5, 1, 5)


async def test_a_member_who_leaves_makes_room_for_who_was_invited(acme, limit, people):
    await service.invite(acme.admin, InviteForm(emails="grace@example.com"))
    limit(acme, 4)
    (grace,) = people("grace@example.com")
    assert (await service.list_waiting(grace))[0].full
    await service.leave(acme.viewer)
    (waiting,) = await service.list_waiting(grace)
    assert await service.accept_waiting(grace, waiting.id) == "acme"


async def test_of_many_who_were_invited_as_many_come_in_at_once_as_there_are_seats(acme, limit, people):
    addresses = [f"p{n}@example.com" for n in range(6)]
    await service.invite(acme.admin, InviteForm(emails=" ".join(addresses)))
    limit(acme, 6)
    coming = people(*addresses)
    waiting = [(await service.list_waiting(person))[0].id for person in coming]
    acts = (service.accept_waiting(person, one) for person, one in zip(coming, waiting, strict=True))
    done = await outcomes(*acts)
    assert (done.count("done"), done.count("out_of_seats")) == (2, 4)
    assert (await service.seats(acme.viewer)).used == 6
    assert (await service.list_invitations(acme.admin)).total == 4


async def test_a_free_seat_goes_to_who_was_invited_and_not_to_who_has_a_link(acme, limit, people):
    await service.invite(acme.admin, InviteForm(emails="grace@example.com"))
    link = await service.create_link(acme.admin, LinkForm(role=Role.MEMBER))
    limit(acme, 5)
    grace, stranger = people("grace@example.com", "stranger@example.com")
    with pytest.raises(OutOfSeats):
        await service.accept_invitation(stranger, link.url.rpartition("/")[2])
    await service.accept_waiting(grace, (await service.list_waiting(grace))[0].id)


async def test_one_address_holds_one_seat_however_often_it_was_invited(acme, limit, owner):
    first = await service.invite(acme.admin, InviteForm(emails="grace@example.com"))
    owner.execute("update invitations set expires_at = now() - interval '1 hour'")
    await service.invite(acme.admin, InviteForm(emails="grace@example.com"))
    limit(acme, 5)
    await service.resend_invitation(acme.admin, first.invited[0].id)
    assert (await service.seats(acme.viewer)).held == 1


async def test_the_database_itself_counts_all_who_are_invited_in_one_statement(acme, limit, owner):
    limit(acme, 5)
    with pytest.raises(CheckViolation, match="all seats"):
        owner.execute(
            "insert into invitations (id, created_at, organization_id, kind, email, role, token_hash, expires_at, uses)"
            " select gen_random_uuid(), now(), %s, 'email', 'p' || n || '@example.com', 'member', 'hash' || n,"
            " now() + interval '1 day', 0 from generate_series(1, 2) n",
            [acme.id],
        )


async def test_an_open_invitation_is_not_made_to_last_longer_than_there_are_seats(acme, limit, owner):
    sent = await service.invite(acme.admin, InviteForm(emails="grace@example.com"))
    limit(acme, 4)
    for act in (service.resend_invitation, service.renew_link):
        with pytest.raises(OutOfSeats):
            await act(acme.admin, sent.invited[0].id)
    assert owner.execute("select count(*) from outgoing_mails").fetchone() == (1,)


async def test_an_expired_invitation_needs_a_free_seat_to_be_sent_again(acme, limit, owner):
    sent = await service.invite(acme.admin, InviteForm(emails="old@example.com"))
    owner.execute("update invitations set expires_at = now() - interval '1 hour'")
    limit(acme, 4)
    with pytest.raises(OutOfSeats):
        await service.resend_invitation(acme.admin, sent.invited[0].id)
    limit(acme, 5)
    await service.resend_invitation(acme.admin, sent.invited[0].id)
    await service.resend_invitation(acme.admin, sent.invited[0].id)
    assert (await service.seats(acme.viewer)).held == 1


async def test_a_withdrawn_invitation_is_not_opened_again_by_hand_where_all_seats_are_taken(acme, limit):
    sent = await service.invite(acme.admin, InviteForm(emails="back@example.com"))
    await service.revoke_invitation(acme.admin, sent.invited[0].id)
    limit(acme, 4)
    with pytest.raises(IntegrityError, match="all seats"):
        async with unit_of_work(acme.admin) as db:
            await db.exec(update(Invitation).where(col(Invitation.id) == sent.invited[0].id).values(revoked_at=None))


async def test_who_comes_by_a_link_gives_the_seat_of_their_own_invitation_back(acme, limit, people):
    await service.invite(acme.admin, InviteForm(emails="twice@example.com"))
    limit(acme, 5)
    link = await service.create_link(acme.admin, LinkForm(role=Role.MEMBER))
    (twice,) = people("twice@example.com")
    await service.accept_invitation(twice, link.url.rpartition("/")[2])
    seats = await service.seats(acme.viewer)
    assert (seats.used, seats.held) == (5, 0)


async def test_the_members_page_says_how_many_seats_are_taken(acme, limit):
    limit(acme, 5)
    tab = Tab(acme.viewer, "/o/acme/members")
    await tab.send(MembersState.load)
    state = await tab.state(MembersState)
    assert (state.seats, state.more_seats) == ("4 of 5 seats taken.", "")
    await service.invite(acme.admin, InviteForm(emails="a@example.com"))
    await tab.send(MembersState.load)
    assert state.seats == "5 of 5 seats taken, 1 of them held by invitations."
    assert (state.full, state.crowded, state.sold, state.more_seats) == (True, False, False, "")
    limit(acme, 3)
    admins = Tab(acme.admin, "/o/acme/members")
    await admins.send(MembersState.load)
    state = await admins.state(MembersState)
    assert state.seats == "4 people on 3 seats: everybody stays, and nobody can be added."
    assert (state.full, state.crowded, state.more_seats) == (True, True, "/o/acme/billing?seats=6#choose-plan")
