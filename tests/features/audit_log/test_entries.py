"""The log as owners and admins read it: filtered, in pieces, in words, and nobody else's."""

from datetime import date, timedelta

import pytest
from tabs import Tab

from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.core.identity import actor_for_session
from hiveforge.core.paging import BadCursor
from hiveforge.core.permissions import Role
from hiveforge.features import audit_log
from hiveforge.features.audit_log import AuditQuery, rules, service
from hiveforge.features.audit_log.state import AuditLogState
from hiveforge.features.organizations import InviteForm, invite
from hiveforge.features.organizations import service as organizations


async def act(acme):
    """Three acts of two people."""
    await organizations.change_role(acme.owner, acme.people[Role.VIEWER].id, Role.MEMBER)
    await invite(acme.admin, InviteForm(emails="grace@example.com"))
    await organizations.remove_member(acme.owner, acme.people[Role.VIEWER].id)


def entry(owner, organization, **values):
    given = {
        "id": new_id(),
        "created_at": now(),
        "organization_id": organization,
        "action": "x.y",
        "actor_kind": "user",
    }
    given |= {"actor_name": "", "target_type": "", "target_id": "", "target_name": "", "request_id": "", "reason": ""}
    given |= values
    columns, marks = ", ".join(given), ", ".join(["%s"] * len(given))
    owner.execute(f"insert into audit_entries ({columns}) values ({marks})", list(given.values()))


async def said(who, **query) -> list[str]:
    page = await service.list_entries(who, AuditQuery(**query))
    lines = [audit_log.in_words(row) for row in page.items]
    return [f"{line.actor} {line.said} {line.target}".strip() for line in lines]


async def test_the_log_says_who_did_what_newest_first(acme):
    await act(acme)
    assert await said(acme.owner) == [
        "Owner of Acme removed Viewer of Acme",
        "Admin of Acme invited grace@example.com",
        "Owner of Acme changed the role of Viewer of Acme",
    ]


async def test_an_entry_shows_what_changed(acme):
    await act(acme)
    row = (await service.list_entries(acme.admin, AuditQuery(action="organizations.change_role"))).items[0]
    (change,) = audit_log.in_words(row).changes
    assert (change.name, change.before, change.after) == ("role", "viewer", "member")
    assert row.target_id == str(acme.people[Role.VIEWER].id)


async def test_members_and_viewers_do_not_read_it(acme):
    for actor in (acme.member, acme.viewer):
        with pytest.raises(NotAllowed, match="owner or admin"):
            await service.list_entries(actor)
        with pytest.raises(NotAllowed):
            await service.list_actors(actor)


async def test_nobody_reads_somebody_elses(acme, globex):
    await act(acme)
    assert await said(globex.owner) == []
    assert await said(globex.owner, actor=acme.owner.id) == []
    outsider = await actor_for_session(globex.secrets[Role.OWNER], place="acme")
    with pytest.raises(NotFound):
        await service.list_entries(outsider)


async def test_it_is_filtered_by_person_action_text_and_day(acme, owner):
    await act(acme)
    today = now().date()
    assert len(await said(acme.owner, actor=acme.owner.id)) == 2
    assert await said(acme.owner, action="organizations.invite") == ["Admin of Acme invited grace@example.com"]
    assert await said(acme.owner, search="GRACE@") == ["Admin of Acme invited grace@example.com"]
    assert len(await said(acme.owner, since=today, until=today)) == 3
    assert await said(acme.owner, until=today - timedelta(days=1)) == []
    assert await said(acme.owner, since=today + timedelta(days=1)) == []
    assert await said(acme.owner, search="grace", actor=acme.owner.id) == []


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; drop table users; --", "\x00"])
async def test_search_takes_every_character_for_itself(acme, search):
    await act(acme)
    expected = 3 if search == "\x00" else 2 if search == "_" else 0
    assert len(await said(acme.owner, search=search)) == expected


@pytest.mark.parametrize("day", [date.min, date.max])
async def test_the_ends_of_the_calendar_are_days_too(acme, day):
    await service.list_entries(acme.owner, AuditQuery(since=day, until=day))


async def test_a_long_log_is_read_in_pieces_that_fit_together(acme, owner):
    moment = now()
    for n in range(7):
        entry(owner, acme.id, target_name=str(n), created_at=moment)
    seen, cursor = [], ""
    while cursor is not None:
        page = await service.list_entries(acme.owner, cursor=cursor, limit=3)
        seen += [row.target_name for row in page.items]
        cursor = page.next_cursor
    assert sorted(seen) == [str(n) for n in range(7)]
    with pytest.raises(BadCursor):
        await service.list_entries(acme.owner, cursor="nonsense")


async def test_the_people_of_the_log_can_be_chosen(acme, globex):
    await act(acme)
    await act(globex)
    people = await service.list_actors(acme.admin)
    assert [(p.id, p.name) for p in people] == [
        (acme.people[Role.ADMIN].id, "Admin of Acme"),
        (acme.people[Role.OWNER].id, "Owner of Acme"),
    ]


async def test_reading_the_log_leaves_no_entry(acme, audited):
    await service.list_entries(acme.owner)
    assert audited() == []


async def test_acts_without_a_name_of_their_own_are_told_by_whoever_did_them(acme, owner):
    entry(owner, acme.id, actor_kind="system", action="organizations.purge", target_name="Acme")
    entry(owner, acme.id, actor_kind="visitor", action="organizations.join", target_name="Grace")
    assert await said(acme.owner) == [
        "Grace joined with a new account",
        "HiveForge deleted for good the organization Acme",
    ]


@pytest.mark.parametrize(
    ("action", "label", "words"),
    [
        ("projects.start_over", "Start over (projects)", "did “start over”"),
        ("odd", "Odd", "did “odd”"),
        ("", "", "did “”"),
    ],
)
def test_an_action_without_words_is_called_by_its_name(action, label, words):
    found = rules.words_for(action)
    assert (found.label, found.said) == (label, words)


def test_details_are_compared_one_by_one():
    found = rules.changes({"a": 1, "b": "x", "gone": True}, {"a": 1, "b": "y", "new": ["z"], "long": "w" * 900})
    assert [(c.name, c.before, c.after[:5]) for c in found] == [
        ("b", "x", "y"),
        ("gone", "true", ""),
        ("new", "", '["z"]'),
        ("long", "", "wwwww"),
    ]
    assert len(found[-1].after) == 501
    assert rules.changes(None, None) == []


async def test_it_is_shown_as_far_back_as_the_plan_reaches(acme, owner):
    for days in (29, 31, 364, 366):
        entry(owner, acme.id, target_name=f"{days} days", created_at=now() - timedelta(days=days))

    async def shown():
        return [row.target_name for row in (await service.list_entries(acme.owner)).items]

    assert await shown() == ["29 days"]
    await acme.on_plan("pro")
    assert await shown() == ["29 days", "31 days", "364 days"]
    owner.execute("update billing_standings set plan = 'enterprise'")
    assert await shown() == ["29 days", "31 days", "364 days", "366 days"]


async def test_the_page_says_how_far_it_reaches_and_offers_a_file_with_a_paid_plan(acme):
    tab = Tab(acme.owner, "/o/acme/audit-log")
    await tab.send(AuditLogState.load)
    state = await tab.state(AuditLogState)
    assert (state.days, state.downloads, state.upgrade_url) == (30, False, "/o/acme/billing")
    await acme.on_plan("pro")
    await tab.send(AuditLogState.load)
    assert (state.days, state.downloads) == (365, True)
