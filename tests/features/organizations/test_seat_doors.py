"""Whatever door somebody is refused at for want of a seat: the same error, with what was counted and the way to more."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from factories import person
from tabs import Tab

from hiveforge.core.clock import new_id
from hiveforge.core.databases import databases
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import InviteForm, service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.state import ChoiceState, InvitingState

from .inviting import PASSWORD, invited, link, members

API = "/api/v1/organizations/acme"


def told(answer) -> tuple:
    body = answer.json()
    return answer.status_code, body["code"], body["limit"], body["used"], body["upgrade_url"]


def refusal(limit: int, used: int, wanted: int) -> tuple:
    return 402, "out_of_seats", limit, used, f"/o/acme/billing?seats={wanted}#choose-plan"


async def expired(acme, owner) -> UUID:
    """An invitation whose week is over; its id."""
    sent = await service.invite(acme.admin, InviteForm(emails="old@example.com"))
    owner.execute("update invitations set expires_at = now() - interval '1 hour'")
    return sent.invited[0].id


async def test_inviting(http, acme, limit):
    limit(acme, 5)
    async with http(acme.secrets[Role.ADMIN]) as client:
        answer = await client.post(f"{API}/invitations", json={"emails": "a@example.com b@example.com"})
    assert told(answer) == refusal(5, 4, 6)
    assert answer.json()["param"] == "emails"


async def test_inviting_while_somebody_else_takes_the_last_seat(http, acme, limit, owner):
    """The count before says that there is room; the database's rule finds the other one."""
    limit(acme, 5)
    late = (await person("late@example.com")).id
    with psycopg.connect(databases().owner) as other:
        columns = "(id, created_at, organization_id, user_id, role)"
        other.execute(
            f"insert into memberships {columns} values (%s, now(), %s, %s, 'member')", [new_id(), acme.id, late]
        )
        async with http(acme.secrets[Role.ADMIN]) as client:
            asked = asyncio.create_task(client.post(f"{API}/invitations", json={"emails": "a@example.com"}))
            blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'insert into invitations%'"
            while owner.execute(blocked).fetchone() == (0,):  # noqa: ASYNC110  Postgres tells nobody who waits
                await asyncio.sleep(0.01)
            other.commit()
            assert told(await asked) == refusal(5, 5, 6)


async def test_sending_an_expired_invitation_again(http, acme, limit, owner):
    old = await expired(acme, owner)
    limit(acme, 4)
    async with http(acme.secrets[Role.ADMIN]) as client:
        assert told(await client.post(f"{API}/invitations/{old}/resend")) == refusal(4, 4, 5)


async def test_making_a_new_link_of_an_expired_invitation(acme, limit, owner):
    old = await expired(acme, owner)
    limit(acme, 4)
    with pytest.raises(OutOfSeats) as refused:
        await service.renew_link(acme.admin, old)
    assert (refused.value.limit, refused.value.used) == (4, 4)
    assert refused.value.upgrade_url == "/o/acme/billing?seats=5#choose-plan"


@pytest.mark.parametrize("event", ["resend", "renew_link"])
async def test_the_members_page_says_so_and_where_seats_are_sold(acme, limit, owner, event):
    old = await expired(acme, owner)
    limit(acme, 4)
    tab = Tab(acme.admin, "/o/acme/members")
    await tab.send(getattr(InvitingState, event), str(old))
    assert (await tab.state(InvitingState)).errors == {}
    ((message, url),) = await tab.linked_notices()
    assert "All seats of this organization are taken" in message
    assert url == "/o/acme/billing?seats=5#choose-plan"


async def test_accepting_by_link(http, acme, limit):
    token = await link(acme)
    limit(acme, 4)
    await person("grace@example.com", secret="grace")
    async with http("grace") as client:
        answer = await client.post("/auth/invitations/accept", data={"invitation": token})
    assert told(answer) == refusal(4, 4, 5)
    assert "Open invitations stay valid" in answer.json()["title"]


async def test_accepting_by_mail_after_a_downgrade(http, acme, limit, owner):
    token = await invited(acme, owner)
    limit(acme, 4)
    await person("grace@example.com", secret="grace")
    async with http("grace") as client:
        answer = await client.post("/auth/invitations/accept", data={"invitation": token})
    assert told(answer) == refusal(4, 5, 5)


async def test_joining_with_a_new_account_leaves_no_account_behind(http, acme, limit, owner):
    token = await invited(acme, owner)
    limit(acme, 4)
    given = {"invitation": token, "name": "Grace", "password": PASSWORD}
    async with http() as client:
        assert told(await client.post("/auth/invitations/join", data=given)) == refusal(4, 5, 5)
        assert (members(owner), owner.execute("select count(*) from users").fetchone()) == (4, (4,))
        limit(acme, 5)
        assert (await client.post("/auth/invitations/join", data=given)).json() == {"location": "/o/acme"}


async def test_many_who_accept_at_once(http, acme, limit):
    limit(acme, 5)
    token = await link(acme)
    for n in range(3):
        await person(f"p{n}@example.com", secret=f"p{n}")

    async def accept(secret):
        async with http(secret) as client:
            return await client.post("/auth/invitations/accept", data={"invitation": token})

    answers = await asyncio.gather(*(accept(f"p{n}") for n in range(3)))
    refused = [told(answer) for answer in answers if answer.status_code != 200]
    assert refused == [refusal(5, 5, 6)] * 2


async def test_a_program_accepts_what_waits_for_its_person(http, acme, limit, owner):
    await invited(acme, owner)
    limit(acme, 4)
    await person("grace@example.com", secret="grace")
    async with http("grace") as client:
        (waiting,) = (await client.get("/api/v1/invitations")).json()
        assert (waiting["organization"], waiting["full"], waiting["seat_requested_at"]) == ("Acme", True, None)
        own = f"/api/v1/invitations/{waiting['id']}"
        assert told(await client.post(f"{own}/accept")) == refusal(4, 5, 5)
        assert (await client.post(f"{own}/seat-requests")).status_code == 204
        (waiting,) = (await client.get("/api/v1/invitations")).json()
        assert waiting["seat_requested_at"]
        limit(acme, 5)
        assert (await client.post(f"{own}/accept")).json() == {"slug": "acme"}
        assert (await client.get("/api/v1/invitations")).json() == []


async def test_a_stranger_reaches_no_waiting_invitation(http, acme, owner):
    await invited(acme, owner)
    (waiting,) = owner.execute("select id from invitations").fetchone()
    await person("eve@example.com", secret="eve")
    for secret, status in (("eve", 404), ("", 401)):
        async with http(secret) as client:
            for act in ("accept", "seat-requests"):
                assert (await client.post(f"/api/v1/invitations/{waiting}/{act}")).status_code == status


async def test_the_list_of_organizations_says_so_and_lets_ask(acme, limit, owner):
    await invited(acme, owner)
    limit(acme, 4)
    tab = Tab(await person("grace@example.com"), "/organizations")
    await tab.send(ChoiceState.load)
    state = await tab.state(ChoiceState)
    assert (state.waiting[0].full, state.waiting[0].asked) == (True, "")
    await tab.send(ChoiceState.ask_for_seat, state.waiting[0].id)
    assert state.waiting[0].asked
    await tab.send(ChoiceState.accept, state.waiting[0].id)
    assert "Open invitations stay valid" in (await tab.notices())[-1]
