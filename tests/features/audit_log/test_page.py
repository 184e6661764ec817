"""The audit log page without a browser: its filters and its place in the log come from its address."""

from urllib.parse import quote

import pytest
from tabs import Tab

from hiveforge.core.permissions import Role
from hiveforge.features.audit_log.state import AuditLogState
from hiveforge.features.organizations import InviteForm, invite

PAGE = "/o/acme/audit-log"


async def shown(actor, query="") -> AuditLogState:
    tab = Tab(actor, PAGE + query)
    await tab.send(AuditLogState.load)
    assert await tab.refusal() == ""
    return await tab.state(AuditLogState)


async def test_an_entry_stands_there_in_words_with_what_changed(acme):
    await invite(acme.admin, InviteForm(emails="grace@example.com", role="viewer"))
    (entry,) = (await shown(acme.owner)).entries
    assert (entry.actor, entry.said, entry.target) == ("Admin of Acme", "invited", "grace@example.com")
    assert [(change.name, change.after) for change in entry.changes] == [("role", "viewer")]


async def test_the_address_filters(acme):
    await invite(acme.admin, InviteForm(emails="grace@example.com"))
    await invite(acme.owner, InviteForm(emails="linus@example.com"))
    for query, expected in {
        "?q=grace": ["grace@example.com"],
        f"?by={acme.owner.id}": ["linus@example.com"],
        "?action=organizations.delete": [],
        "?until=2020-01-01": [],
    }.items():
        state = await shown(acme.admin, query)
        assert ([entry.target for entry in state.entries], state.narrowed) == (expected, True)
    assert [choice.label for choice in (await shown(acme.admin)).actors] == ["Admin of Acme", "Owner of Acme"]


async def test_older_entries_are_a_link_away(acme):
    for n in range(30):
        await invite(acme.admin, InviteForm(emails=f"p{n}@example.com"))
    first = await shown(acme.owner)
    second = await shown(acme.owner, f"?before={quote(first.older)}")
    assert (len(first.entries), len(second.entries), second.older) == (25, 5, "")
    assert (first.begun, second.begun) == (False, True)


@pytest.mark.parametrize("query", ["?by=me&since=yesterday&until=2026-99-99", "?action=" + "x" * 9999, "?q=%00%25"])
async def test_an_address_edited_by_hand_shows_a_log_all_the_same(acme, query):
    assert (await shown(acme.owner, query)).loading is False


async def test_a_made_up_cursor_is_refused_in_words(acme):
    tab = Tab(acme.owner, f"{PAGE}?before=nonsense")
    await tab.send(AuditLogState.load)
    assert await tab.refusal() == "bad_cursor"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_whoever_may_not_read_it_is_told_who_may(acme, role):
    tab = Tab(acme.as_(role), PAGE)
    await tab.send(AuditLogState.load)
    assert await tab.refusal() == "not_allowed"
