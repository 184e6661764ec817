"""A page that shows its data keeps it, and what is typed there, while the database is away."""

from tabs import Tab

from hiveforge.features.organizations.state import MembersState, SettingsState


async def test_page_that_is_there_stays_and_says_what_happened(acme, outage):
    tab = Tab(acme.owner, "/o/acme/members?q=acme")
    await tab.send(MembersState.load)
    outage()
    await tab.send(MembersState.load)
    assert await tab.refusal() == ""
    assert (await tab.state(MembersState)).total == 4
    assert await tab.notices() == ["The database does not answer. Try again in a moment."]


async def test_page_that_has_nothing_to_show_yet_says_so(acme, outage):
    tab = Tab(acme.owner, "/o/acme/members")
    outage()
    await tab.send(MembersState.load)
    assert await tab.refusal() == "unavailable"
    assert await tab.notices() == []


async def test_another_page_of_the_same_tab_does_not_count_as_shown(acme, outage):
    tab = Tab(acme.owner, "/o/acme/members")
    await tab.send(MembersState.load)
    outage()
    tab.go("/o/acme/settings")
    await tab.send(SettingsState.load)
    assert await tab.refusal() == "unavailable"
