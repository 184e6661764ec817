"""How many people fit: the database counts, whoever comes at once."""

import asyncio

import pytest
from factories import Tenant
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update
from tabs import Tab

from hiveforge.core.actor import Actor, system, user
from hiveforge.core.clock import new_id
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Role
from hiveforge.features import organizations, plans
from hiveforge.features.organizations import CreateForm, InviteForm, service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.models import Invitation
from hiveforge.features.organizations.schemas import LinkForm
from hiveforge.features.organizations.state import MembersState


@pytest.fixture
def limit(owner):
    """Give an organization this many seats."""

    def change(tenant: Tenant, seats: int | None) -> None:
        owner.execute("update organizations set seat_limit = %s where id = %s", [seats, tenant.id])

    return change


@pytest.fixture
def people(owner):
    """Somebody new who is signed in, for each address."""

    def made(*addresses: str) -> list[Actor]:
        found = []
        for address in addresses:
            person = new_id()
            owner.execute(
                "insert into users (id, created_at, email, name) values (%s, now(), %s, %s)", [person, address, address]
            )
            found.append(user(person, name=address, email=address))
        return found

    return made


async def outcomes(*acts) -> list[str]:
    """What became of acts that were begun at once."""
    done = await asyncio.gather(*acts, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, AppError):
            raise one
    return [one.code if isinstance(one, AppError) else "done" for one in done]


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
    assert refused.value.upgrade_url == "/o/acme/billing?seats=6#choose-plan"
    assert "5 seats, and 0 are free" in refused.value.message
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


async def test_an_invitation_that_was_sent_is_good_for_its_seat_whatever_happens_meanwhile(acme, limit, people, owner):
    await service.invite(acme.admin, InviteForm(emails="late@example.com"))
    limit(acme, 2)
    (late,) = people("late@example.com")
    waiting = await service.list_waiting(late)
    await service.accept_waiting(late, waiting[0].id)
    seats = await service.seats(acme.viewer)
    assert (seats.used, seats.held, seats.most) == (5, 0, 2)
    with pytest.raises(OutOfSeats):
        await service.invite(acme.admin, InviteForm(emails="more@example.com"))


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
    assert state.more_seats == "/o/acme/billing?seats=6#choose-plan"


async def test_a_program_is_refused_with_the_way_to_more_seats(http, acme, limit):
    limit(acme, 4)
    async with http(acme.secrets[Role.ADMIN]) as client:
        answer = await client.post("/api/v1/organizations/acme/invitations", json={"emails": "a@example.com"})
    assert (answer.status_code, answer.json()["code"]) == (402, "out_of_seats")
    assert answer.json()["upgrade_url"].startswith("/o/acme/billing")
