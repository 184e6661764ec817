"""The pages between organizations: choosing, founding, beginning, and the one behind an invitation's link."""

import re

import pytest
from factories import person
from tabs import Tab

from hiveforge.core.actor import visitor
from hiveforge.features.organizations import CreateForm, InviteForm, create, invite
from hiveforge.features.organizations.state import (
    ChoiceState,
    CreateState,
    InvitationState,
    SettingsState,
    WelcomeState,
)


def leads_to(result) -> str:
    """Where a redirect goes, alone or first in a list."""
    spec = result[0] if isinstance(result, list) else result
    return next(str(value).strip('"') for name, value in spec.args if str(name) == "path")


async def test_founding_leads_into_the_new_organization(owner):
    ada = await person("ada@example.com")
    tab = Tab(ada, "/organizations/new")
    assert leads_to(await tab.send(CreateState.create, {"name": "Acme", "slug": ""})) == "/o/acme"
    await tab.send(CreateState.create, {"name": "Acme", "slug": "acme"})
    assert (await tab.state(CreateState)).errors == {"slug": "This address is taken. Choose another one."}


async def test_deleting_asks_for_the_name_and_restoring_brings_everything_back(acme):
    tab = Tab(acme.owner, "/o/acme/settings")
    await tab.send(SettingsState.delete, "wrong")
    assert (await tab.state(SettingsState)).errors.keys() == {"name"}
    assert leads_to(await tab.send(SettingsState.delete, "Acme")) == "/organizations"
    await tab.send(ChoiceState.load)
    (line,) = (await tab.state(ChoiceState)).deleted
    assert leads_to(await tab.send(ChoiceState.restore, line.id)) == "/o/acme"


async def test_a_waiting_invitation_is_accepted_from_the_list(acme):
    await invite(acme.admin, InviteForm(emails="grace@example.com"))
    grace = await person("grace@example.com")
    tab = Tab(grace, "/organizations")
    await tab.send(ChoiceState.load)
    state = await tab.state(ChoiceState)
    assert (state.mine, [w.organization for w in state.waiting]) == ([], ["Acme"])
    assert leads_to(await tab.send(ChoiceState.accept, state.waiting[0].id)) == "/o/acme"


async def test_the_invitation_page_shows_its_step_and_changes_nothing(acme, owner):
    await invite(acme.admin, InviteForm(emails="grace@example.com"))
    (text,) = owner.execute("select text from outgoing_mails").fetchone()
    address = re.search(r"/invite/\S+", text)[0]
    steps = {}
    grace = await person("grace@example.com")
    for who, actor in {"visitor": visitor(), "grace": grace, "member": acme.viewer}.items():
        tab = Tab(actor, f"{address}?error=wrong_account")
        await tab.send(InvitationState.load)
        state = await tab.state(InvitationState)
        steps[who] = state.step
        assert (state.organization, state.invited_by) == ("Acme", "Admin of Acme")
    assert steps == {"visitor": "sign_in", "grace": "accept", "member": "already_member"}
    assert owner.execute("select count(*) from memberships").fetchone() == (4,)


@pytest.mark.parametrize("address", ["/invite/", "/invite/m-nonsense", "/invite/" + "x" * 5000, "/invite/%00"])
async def test_an_unknown_invitation_looks_like_nothing(owner, address):
    tab = Tab(visitor(), address)
    await tab.send(InvitationState.load)
    assert (await tab.state(InvitationState)).step == "unknown"


async def way_in(actor, last="", query="") -> str:
    return leads_to(await Tab(actor, f"/welcome{query}").send(WelcomeState.arrive, last))


async def test_the_way_in_is_the_page_asked_for(acme):
    assert await way_in(acme.viewer, query="?next=/o/acme/members%3Fq%3Dx") == "/o/acme/members?q=x"
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert await way_in(acme.viewer, query=f"?next={evil}") == "/o/acme"


async def test_else_it_is_the_last_or_only_organization(acme):
    assert await way_in(acme.owner) == "/o/acme"
    await create(acme.owner, CreateForm(name="Beta"))
    assert await way_in(acme.owner) == "/organizations"
    assert await way_in(acme.owner, "beta") == "/o/beta"
    assert await way_in(acme.owner, "globex") == "/organizations"
    assert await way_in(acme.owner, "x" * 9999) == "/organizations"


async def test_whoever_belongs_to_none_founds_one_or_answers_an_invitation(acme):
    grace = await person("grace@example.com")
    assert await way_in(grace) == "/organizations/new"
    await invite(acme.admin, InviteForm(emails="grace@example.com"))
    assert await way_in(grace) == "/organizations"
