"""What the pages show and do, without a browser: each state as whoever the gate would let in."""

import pytest
from tabs import Tab

from hiveforge.core import presence
from hiveforge.core.clock import new_id
from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import CreateForm, InviteForm, create, invite, service
from hiveforge.features.organizations.schemas import UpdateForm
from hiveforge.features.organizations.state import (
    ChoiceState,
    FrameState,
    HomeState,
    InvitingState,
    MembersState,
    SettingsState,
)

MEMBERS, SETTINGS = "/o/acme/members", "/o/acme/settings"


def leads_to(result) -> str:
    """Where a redirect goes, alone or first in a list."""
    spec = result[0] if isinstance(result, list) else result
    return next(str(value).strip('"') for name, value in spec.args if str(name) == "path")


async def test_the_members_page_shows_what_its_address_asks_for(acme):
    tab = Tab(acme.admin, f"{MEMBERS}?q=acme&role=viewer&sort=-joined&page=1")
    await tab.send(MembersState.load)
    state = await tab.state(MembersState)
    assert [m.email for m in state.members] == ["viewer@acme.test"]
    assert (state.total, state.narrowed, state.loading, await tab.refusal()) == (1, True, False, "")


@pytest.mark.parametrize(
    "query", ["?sort=password&role=king&page=-1&q=%00", "?page=99999999999", "?q=" + "%25" * 400, "?=&&"]
)
async def test_an_address_edited_by_hand_shows_a_list_all_the_same(acme, query):
    tab = Tab(acme.viewer, MEMBERS + query)
    await tab.send(MembersState.load)
    assert await tab.refusal() == ""
    assert (await tab.state(MembersState)).loading is False


async def test_viewers_see_members_but_no_invitations(acme):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    seen = {}
    for role in Role:
        tab = Tab(acme.as_(role), MEMBERS)
        await tab.send(MembersState.load)
        seen[role] = (await tab.state(InvitingState)).waiting
    assert seen == {Role.OWNER: 1, Role.ADMIN: 1, Role.MEMBER: 0, Role.VIEWER: 0}


async def test_a_stranger_finds_nothing_on_the_page(acme, globex):
    outsider = await actor_for_session(globex.secrets[Role.OWNER], place="acme")
    tab = Tab(outsider, MEMBERS)
    await tab.send(MembersState.load)
    assert (await tab.refusal(), (await tab.state(MembersState)).members) == ("not_found", [])


async def test_inviting_says_what_became_of_each_address(acme):
    tab = Tab(acme.admin, MEMBERS)
    await tab.send(InvitingState.invite, {"emails": "x@example.com", "role": "viewer"})
    await tab.send(InvitingState.invite, {"emails": "x@example.com, y@example.com, viewer@acme.test", "role": "member"})
    assert (await tab.state(InvitingState)).sent == 2
    assert await tab.notices() == [
        "Invited x@example.com.",
        "Invited y@example.com. Already a member: viewer@acme.test. Already invited: x@example.com.",
    ]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"emails": "nonsense", "role": "member"}, "emails"),
        ({"emails": "viewer@acme.test", "role": "member"}, "emails"),
        ({"emails": "x@example.com", "role": "owner"}, "role"),
        ({"emails": "x@example.com", "role": "king"}, "role"),
        ({"emails": "x@example.com", "is_owner": True}, "is_owner"),
        ({}, "emails"),
    ],
)
async def test_a_wrong_invitation_is_explained_beside_its_field(acme, form, field):
    tab = Tab(acme.admin, MEMBERS)
    await tab.send(InvitingState.invite, form)
    state = await tab.state(InvitingState)
    assert (state.errors.keys(), state.sent) == ({field}, 0)


async def test_a_link_is_shown_until_it_is_put_away(acme):
    tab = Tab(acme.admin, MEMBERS)
    await tab.send(InvitingState.create_link, {"role": "viewer"})
    state = await tab.state(InvitingState)
    assert "/invite/c-" in state.link
    assert state.made == 1
    await tab.send(InvitingState.put_link_away)
    assert (state.link, len(state.invitations)) == ("", 1)


async def test_invitations_are_sent_again_renewed_and_revoked_from_their_row(acme):
    (made,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    tab = Tab(acme.admin, MEMBERS)
    await tab.send(MembersState.load)
    await tab.send(InvitingState.resend, str(made.id))
    await tab.send(InvitingState.renew_link, str(made.id))
    state = await tab.state(InvitingState)
    assert state.link_for == "x@example.com"
    await tab.send(InvitingState.revoke, str(made.id))
    await tab.send(InvitingState.revoke, str(made.id))
    assert (await tab.notices())[-1] == "This invitation is no longer open."


@pytest.mark.parametrize("argument", ["not an id", None, {"$ne": 1}, ["x"], 7])
async def test_an_argument_that_is_no_id_is_refused_before_it_does_anything(acme, audited, argument):
    tab = Tab(acme.owner, MEMBERS)
    for handler in (MembersState.remove, MembersState.transfer, InvitingState.revoke, ChoiceState.restore):
        await tab.send(handler, argument)
    assert audited() == []
    assert await tab.notices()


async def test_roles_are_changed_and_members_removed_from_their_row(acme):
    tab, viewer = Tab(acme.owner, MEMBERS), str(acme.people[Role.VIEWER].id)
    await tab.send(MembersState.change_role, viewer, "admin")
    assert await tab.notices() == ["Viewer of Acme is an admin now."]
    await tab.send(MembersState.remove, viewer)
    await tab.send(MembersState.load)
    assert (await tab.state(MembersState)).total == 3
    await tab.send(MembersState.change_role, str(acme.owner.id), "viewer")
    assert "keeps at least one owner" in (await tab.notices())[-1]


async def test_two_people_in_the_settings_see_each_other_and_lose_nothing(acme):
    ada, grace = Tab(acme.owner, SETTINGS), Tab(acme.admin, SETTINGS)
    for tab in (ada, grace):
        await tab.send(SettingsState.load)
    await ada.send(SettingsState.save, {"name": "Ada's", "slug": "acme", "version": "1"})

    await grace.send(SettingsState.hear)
    state = await grace.state(SettingsState)
    assert (state.theirs_by, state.theirs_name, state.version) == ("Owner of Acme", "Ada's", 1)
    filled = state.filled
    await grace.send(SettingsState.save, {"name": "Grace's", "slug": "acme", "version": "1"})
    assert "Owner of Acme changed this organization" in (await grace.notices())[-1]
    assert (state.filled, state.version) == (filled, 2)
    await grace.send(SettingsState.save, {"name": "Grace's", "slug": "acme", "version": "2"})
    assert (await service.get(acme.viewer)).name == "Grace's"
    assert (state.theirs_by, state.version) == ("", 3)


async def test_their_version_can_be_taken(acme):
    tab = Tab(acme.admin, SETTINGS)
    await tab.send(SettingsState.load)
    await service.update(acme.owner, UpdateForm(name="Ada's", slug="acme", version=1))
    await tab.send(SettingsState.hear)
    await tab.send(SettingsState.load)
    state = await tab.state(SettingsState)
    assert (state.name, state.version, state.theirs_name) == ("Ada's", 2, "")


async def test_loading_again_does_not_drop_what_was_typed(acme):
    tab = Tab(acme.admin, SETTINGS)
    for _ in range(2):
        await tab.send(SettingsState.load)
    assert (await tab.state(SettingsState)).filled == 1


async def test_a_new_address_leads_there_and_a_taken_one_is_refused_beside_its_field(acme, globex):
    tab = Tab(acme.owner, SETTINGS)
    await tab.send(SettingsState.save, {"name": "Acme", "slug": "globex", "version": "1"})
    assert (await tab.state(SettingsState)).errors.keys() == {"slug"}
    moved = await tab.send(SettingsState.save, {"name": "Acme", "slug": "acme-2", "version": "1"})
    assert leads_to(moved) == "/o/acme-2/settings"


async def test_open_tabs_follow_an_organization_that_moves(acme):
    await service.update(acme.owner, UpdateForm(name="Acme", slug="moved", version=1))
    stranded = await actor_for_session(acme.secrets[Role.VIEWER], place="acme")
    tab = Tab(stranded, "/o/acme/members?q=a&page=2")
    assert leads_to(await tab.send(FrameState.follow, str(acme.id))) == "/o/moved/members?q=a&page=2"


@pytest.mark.parametrize("forged", ["", "not an id", "01900000-0000-7000-8000-000000000001"])
async def test_a_forged_id_leads_nowhere(acme, globex, forged):
    tab = Tab(acme.viewer, MEMBERS)
    for target in (forged, str(globex.id)):
        events = await tab.send(FrameState.follow, target)
        assert all("redirect" not in str(event) for event in events)


async def test_the_frame_shows_where_one_is_and_what_waits(acme, globex):
    await create(acme.owner, CreateForm(name="Beta Works"))
    await invite(globex.owner, InviteForm(emails="owner@acme.test"))
    tab = Tab(acme.owner, "/o/acme")
    await tab.send(FrameState.load)
    state = await tab.state(FrameState)
    assert [(p.slug, p.initials, p.role) for p in state.places] == [
        ("acme", "A", "owner"),
        ("beta-works", "BW", "owner"),
    ]
    assert (state.here.slug, state.waiting) == ("acme", 1)
    assert state.test_mode == "Mail stays in the local inbox. Payments are simulated: no money moves."


async def test_the_overview_tells_only_what_one_may_know(acme):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    seen = {}
    for role in (Role.ADMIN, Role.VIEWER):
        tab = Tab(acme.as_(role), "/o/acme")
        await tab.send(HomeState.load)
        state = await tab.state(HomeState)
        assert (state.name, state.members, len(state.faces)) == ("Acme", 4, 4)
        seen[role] = (state.waiting, [line.text for line in state.recent])
    assert seen == {Role.ADMIN: (1, ["Admin of Acme invited x@example.com"]), Role.VIEWER: (0, [])}


async def test_leaving_leads_out_and_the_last_owner_is_told_what_to_do(acme):
    tab = Tab(acme.viewer, SETTINGS)
    assert leads_to(await tab.send(SettingsState.leave, "Acme")) == "/organizations"
    tab = Tab(acme.owner, SETTINGS)
    await tab.send(SettingsState.leave, "Acme")
    assert "Make somebody else an owner first" in (await tab.notices())[-1]


async def test_who_comes_and_goes_is_seen(acme, owner):
    tab, home = Tab(acme.viewer, MEMBERS), Tab(acme.viewer, "/o/acme")
    await tab.send(MembersState.load)
    await home.send(HomeState.load)
    colleague, here = acme.people[Role.MEMBER].id, new_id()
    await presence.arrive(here, acme.id, colleague)
    for arrived in (True, False):
        await tab.send(MembersState.see)
        await home.send(HomeState.see)
        assert [m.id for m in (await tab.state(MembersState)).members if m.online] == [str(colleague)] * arrived
        assert (await home.state(HomeState)).online == int(arrived)
        await presence.depart([here])


async def test_somebody_who_is_elsewhere_is_not_online_here(acme, globex):
    await presence.arrive(new_id(), globex.id, globex.people[Role.OWNER].id)
    assert await service.list_online(acme.owner) == set()
    assert await service.list_online(globex.viewer) == {globex.people[Role.OWNER].id}
