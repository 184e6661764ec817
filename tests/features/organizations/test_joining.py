"""Every state an invitation can be in, for everybody who may open it. Looking never accepts."""

import asyncio

import pytest
from factories import person
from pydantic import ValidationError

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotFound, NotSignedIn
from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import Role
from hiveforge.features.accounts import EmailTaken
from hiveforge.features.organizations import list_members, list_mine, service
from hiveforge.features.organizations.errors import (
    InvitationRevoked,
    NotProvable,
    WrongAccount,
)
from hiveforge.features.organizations.schemas import InvitationStep, JoinForm

from .inviting import PASSWORD, invited, link, members, step


async def test_the_invited_person_accepts_and_everybody_sees_them(acme, owner, audited):
    token = await invited(acme, owner, role=Role.ADMIN)
    grace = await person("grace@example.com", name="Grace", secret="grace")

    seen = await service.view_invitation(grace, token)
    assert (seen.step, seen.organization, seen.invited_by) == (InvitationStep.ACCEPT, "Acme", "Admin of Acme")
    assert members(owner) == 4
    assert await service.accept_invitation(grace, token) == "acme"

    assert (await actor_for_session("grace", place="acme")).role is Role.ADMIN
    assert "Grace" in [m.name for m in (await list_members(acme.viewer)).rows]
    assert (await service.list_invitations(acme.admin)).rows == []
    assert audited() == ["organizations.invite", "organizations.accept_invitation"]
    logged = owner.execute("select organization_id, target_name from audit_entries order by created_at desc").fetchone()
    assert logged == (acme.id, "Grace")


async def test_accepting_twice_makes_one_membership(acme, owner):
    token = await invited(acme, owner)
    grace = await person("grace@example.com")
    assert [await service.accept_invitation(grace, token) for _ in range(2)] == ["acme", "acme"]
    assert members(owner) == 5
    assert await step(grace, token) is InvitationStep.ALREADY_MEMBER


@pytest.mark.parametrize("kind", ["mail", "link"])
async def test_accepting_at_once_in_many_tabs_makes_one_membership(acme, owner, kind):
    token = await invited(acme, owner) if kind == "mail" else await link(acme)
    grace = await person("grace@example.com")
    results = await asyncio.gather(*(service.accept_invitation(grace, token) for _ in range(5)))
    assert results == ["acme"] * 5
    assert members(owner) == 5
    assert owner.execute("select uses from invitations").fetchone() == (1,)


async def test_another_account_is_told_so_and_does_not_come_in(acme, owner):
    token = await invited(acme, owner)
    eve = await person("eve@example.com")
    seen = await service.view_invitation(eve, token)
    assert (seen.step, seen.email) == (InvitationStep.WRONG_ACCOUNT, "grace@example.com")
    with pytest.raises(WrongAccount):
        await service.accept_invitation(eve, token)
    assert members(owner) == 4


async def test_a_member_is_shown_the_way_to_the_organization(acme, owner):
    token = await invited(acme, owner)
    assert await step(acme.viewer, token) is InvitationStep.ALREADY_MEMBER
    assert await service.accept_invitation(acme.viewer, token) == "acme"
    assert len((await service.list_invitations(acme.admin)).rows) == 1


async def test_a_visitor_accepts_nothing(acme, owner):
    with pytest.raises(NotSignedIn):
        await service.accept_invitation(visitor(), await invited(acme, owner))


async def test_somebody_with_an_account_is_asked_to_sign_in(acme, owner):
    await person("grace@example.com")
    token = await invited(acme, owner)
    assert await step(visitor(), token) is InvitationStep.SIGN_IN
    with pytest.raises(EmailTaken):
        await service.join(visitor(), JoinForm(invitation=token, name="Grace", password=PASSWORD))
    assert members(owner) == 4


async def test_somebody_without_an_account_joins_in_one_step(acme, owner, audited):
    token = await invited(acme, owner, role=Role.VIEWER)
    assert await step(visitor(), token) is InvitationStep.JOIN

    joined = await service.join(
        visitor("127.0.0.9"),
        JoinForm(invitation=token, name=" Grace  Hopper ", password=PASSWORD),
        user_agent="Firefox",
    )

    grace = await actor_for_session(joined.secret, place=joined.slug)
    assert (grace.name, grace.email, grace.role) == ("Grace Hopper", "grace@example.com", Role.VIEWER)
    assert [o.slug for o in await list_mine(grace)] == ["acme"]
    assert owner.execute("select user_agent, address from sessions where user_id = %s", [grace.id]).fetchone() == (
        "Firefox",
        "127.0.0.9",
    )
    assert audited() == ["organizations.invite", "organizations.join"]
    assert await step(visitor(), token) is InvitationStep.USED


async def test_joining_twice_at_once_makes_one_account(acme, owner):
    token = await invited(acme, owner)
    form = JoinForm(invitation=token, name="Grace", password=PASSWORD)
    results = await asyncio.gather(*(service.join(visitor(), form) for _ in range(3)), return_exceptions=True)
    names = [type(r).__name__ for r in results]
    assert names.count("Joined") == 1, results
    assert set(names) <= {"Joined", "EmailTaken", "InvitationUsed"}, (
        results
    )  # who comes too late finds the invitation used
    assert members(owner) == 5


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "x" * 101), ("password", "short"), ("password", "")]
)
def test_joining_asks_for_a_name_and_a_good_password(field, value):
    given = {"invitation": "x", "name": "Grace", "password": PASSWORD, field: value}
    with pytest.raises(ValidationError) as refused:
        JoinForm(**given)
    assert refused.value.errors()[0]["loc"] == (field,)


async def test_a_link_lets_in_whoever_is_signed_in_until_it_is_revoked(acme, owner):
    token = await link(acme)
    for n in range(3):
        newcomer = await person(f"p{n}@example.com")
        assert await step(newcomer, token) is InvitationStep.ACCEPT
        await service.accept_invitation(newcomer, token)
    (row,) = (await service.list_invitations(acme.admin)).rows
    assert row.uses == 3
    await service.revoke_invitation(acme.admin, row.id)
    late = await person("late@example.com")
    assert await step(late, token) is InvitationStep.REVOKED
    with pytest.raises(InvitationRevoked):
        await service.accept_invitation(late, token)


async def test_a_link_asks_strangers_who_they_are_and_opens_no_account(acme):
    token = await link(acme)
    assert await step(visitor(), token) is InvitationStep.IDENTIFY
    with pytest.raises(NotProvable):
        await service.join(visitor(), JoinForm(invitation=token, name="Grace", password=PASSWORD))


async def test_whoever_invites_cannot_open_an_account_in_the_invited_persons_name(acme, owner):
    """The copied link of a mailed invitation proves nothing, and does not tell who has an account."""
    await invited(acme, owner, "victim@example.com")
    invitation = (await service.list_invitations(acme.admin)).rows[0].id
    token = (await service.renew_link(acme.admin, invitation)).url.rpartition("/")[2]
    assert await step(visitor(), token) is InvitationStep.IDENTIFY
    for forged in (token, token.replace("c-", "m-", 1)):
        with pytest.raises((NotProvable, NotFound)):
            await service.join(visitor(), JoinForm(invitation=forged, name="Grace", password=PASSWORD))
    victim = await person("victim@example.com")
    assert await step(visitor(), token) is InvitationStep.IDENTIFY
    assert await service.accept_invitation(victim, token) == "acme"


async def test_waiting_invitations_are_listed_and_accepted_by_their_own_person_only(acme, globex, owner):
    await invited(acme, owner)
    await invited(globex, owner)
    await invited(acme, owner, "eve@example.com")
    grace, eve = await person("grace@example.com"), await person("eve@example.com")

    waiting = await service.list_waiting(grace)

    assert {w.organization for w in waiting} == {"Acme", "Globex"}
    with pytest.raises(NotFound):
        await service.accept_waiting(eve, waiting[0].id)
    await service.accept_waiting(grace, next(w.id for w in waiting if w.organization == "Acme"))
    assert [w.organization for w in await service.list_waiting(grace)] == ["Globex"]
    assert [o.slug for o in await list_mine(grace)] == ["acme"]


async def test_links_and_closed_invitations_wait_for_nobody(acme, owner):
    await link(acme)
    await invited(acme, owner)
    owner.execute("update invitations set expires_at = now() where kind = 'email'")
    grace = await person("grace@example.com")
    assert await service.list_waiting(grace) == []
