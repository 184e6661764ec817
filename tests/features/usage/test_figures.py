"""Who used what: on the page, in the file and for programs, all from what was settled."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tabs import Tab

from hiveforge.core.clock import now
from hiveforge.core.permissions import Role
from hiveforge.features import usage
from hiveforge.features.organizations.service import remove_member
from hiveforge.features.usage import BudgetForm, ReserveForm, rules
from hiveforge.features.usage.schemas import Period, Span
from hiveforge.features.usage.state import UsagePage

PAGE = "/o/acme/usage"
API = "/api/v1/organizations/acme/usage"


async def work(actor, amount, key, *, purpose="assistant", model="gpt-5-mini"):
    held = await usage.reserve(actor, ReserveForm(amount=max(amount, 1), key=key, purpose=purpose))
    await usage.settle(actor, held.id, amount, model=model)
    return held.id


@pytest.fixture
async def used(acme, globex):
    """60 credits: 30 by the member, 20 by the owner, 10 by an admin; and some next door."""
    await work(acme.member, 25, "a")
    await work(acme.member, 5, "b", model="claude-haiku", purpose="reading_aloud")
    await work(acme.owner, 20, "c", model="")
    await work(acme.admin, 10, "d")
    await usage.reserve(acme.member, ReserveForm(amount=9, key="held"))
    await work(globex.member, 33, "a")
    return acme


async def shown(actor, query="") -> UsagePage:
    tab = Tab(actor, PAGE + query)
    await tab.send(UsagePage.load)
    assert await tab.refusal() == ""
    return await tab.state(UsagePage)


async def test_the_figures_add_up_by_day_member_model_and_feature(used):
    seen = await usage.figures(used.viewer)
    assert (seen.credits, seen.acts) == (60, 4)
    today = now().date()
    assert [(line.day, line.credits, line.acts) for line in seen.days if line.acts] == [(today, 60, 4)]
    assert [(line.name, line.credits, line.acts) for line in seen.members] == [
        ("Member of Acme", 30, 2), ("Owner of Acme", 20, 1), ("Admin of Acme", 10, 1), ("Viewer of Acme", 0, 0),
    ]  # fmt: skip
    assert [(line.name, line.credits) for line in seen.models] == [
        ("gpt-5-mini", 35), ("Not recorded", 20), ("claude-haiku", 5),
    ]  # fmt: skip
    assert [(line.name, line.credits) for line in seen.features] == [("AI assistant", 55), ("Reading aloud", 5)]


async def test_each_span_has_what_was_settled_in_it(used, owner):
    started = owner.execute(
        "select counted_from_at from usage_accounts where organization_id = %s", [used.id]
    ).fetchone()
    for days, key in ((1, "b"), (80, "c"), (100, "d")):
        owner.execute(
            "update usage_reservations set ended_at = %s where organization_id = %s and key = %s",
            [started[0] - timedelta(days=days), used.id, key],
        )
    sums = {span: (await usage.figures(used.viewer, span)).credits for span in Span}
    assert sums == {Span.THIS: 25, Span.PREVIOUS: 5, Span.DAYS_90: 50}


async def test_whoever_left_is_somebody_and_keeps_no_name(used):
    await remove_member(used.owner, used.member.id)
    seen = await shown(used.owner)
    first = seen.members[0]
    assert (first.name, first.here, first.initials, first.credits) == ("Somebody who left", False, "", "30")


async def test_the_page_says_it_in_words(used):
    await usage.set_budget(used.owner, BudgetForm(member=used.member.id, credits=30))
    state = await shown(used.viewer)
    seen = state.summary
    assert (seen.used, seen.included, seen.percent, seen.remaining, seen.full) == ("60", "100", 60, "31", False)
    assert seen.more == "9 more held for work that runs."
    assert (state.used, state.loading, state.total) == (True, False, 4)
    assert "60 in all, most on" in state.chart
    first = state.members[0]
    assert (first.name, first.credits, first.percent, first.budget, first.reached) == (
        "Member of Acme", "30", 50, "30", True,
    )  # fmt: skip
    assert [(line.name, line.percent) for line in state.models] == [
        ("gpt-5-mini", 58), ("Not recorded", 33), ("claude-haiku", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "?period=previous", "?period=90-days", "?period=%00&page=x", "?page=9"])
async def test_an_empty_or_edited_page_shows_itself_all_the_same(acme, query):
    state = await shown(acme.viewer, query)
    assert (state.loading, state.used, state.total) == (False, False, 4)
    assert len(state.bars) >= 28


async def test_a_budget_is_set_changed_and_removed_on_the_page(acme):
    tab = Tab(acme.admin, PAGE)
    await tab.send(UsagePage.load)
    await tab.send(UsagePage.edit, str(acme.member.id))
    state = await tab.state(UsagePage)
    assert (state.edited_name, state.edited_budget) == ("Member of Acme", "")
    await tab.send(UsagePage.set_budget, {"credits": "40"})
    await tab.send(UsagePage.edit, str(acme.member.id))
    assert (state.edited_budget, state.saved) == ("40", 1)
    await tab.send(UsagePage.clear_budget, str(acme.member.id))
    await tab.send(UsagePage.load)
    assert {line.budget for line in state.members} == {""}
    assert await tab.notices() == ["Member of Acme may use 40 AI credits in each period.", "The budget is removed."]


@pytest.mark.parametrize("typed", ["", "-1", "2.5", "many"])
async def test_a_wrong_budget_is_said_beside_its_field(acme, typed):
    tab = Tab(acme.owner, PAGE)
    await tab.send(UsagePage.edit, str(acme.member.id))
    await tab.send(UsagePage.set_budget, {"credits": typed})
    state = await tab.state(UsagePage)
    assert (state.saved, list(state.errors)) == (0, ["credits"])


async def test_programs_read_the_report_and_set_budgets(http, used):
    budget = f"{API}/budgets/{used.member.id}"
    async with http(used.secrets[Role.ADMIN]) as client:
        assert (await client.put(budget, json={"credits": 40})).status_code == 204
        assert (await client.get(budget)).json()["credits"] == 40
        report = (await client.get(f"{API}/report")).json()
        assert (report["span"], report["credits"]) == ("this", 60)
        assert (report["members"][0]["budget"], report["models"][0]["key"]) == (40, "gpt-5-mini")
        assert (await client.delete(budget)).status_code == 204
        assert (await client.get(budget)).json()["credits"] is None
        wrong = await client.put(budget, json={"credits": -1})
        assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["credits"])
        assert (await client.get(f"{API}/report?period=never")).status_code == 422
    async with http(used.secrets[Role.VIEWER]) as client:
        assert (await client.get(f"{API}/report?period=90-days")).json()["credits"] == 60
        assert [
            (await client.put(budget, json={"credits": 1})).status_code,
            (await client.get(budget)).status_code,
        ] == [403] * 2


async def test_only_those_who_belong_here_are_answered(http, acme, globex):
    for secret, status in [("", 401), (globex.secrets[Role.OWNER], 404)]:
        async with http(secret) as client:
            paths = [f"{API}/report", "/o/acme/usage.csv", f"{API}/budgets/{acme.member.id}"]
            assert [(await client.get(path)).status_code for path in paths] == [status] * 3
    async with http(globex.secrets[Role.OWNER]) as client:
        path = f"/api/v1/organizations/globex/usage/budgets/{acme.member.id}"
        assert (await client.put(path, json={"credits": 1})).status_code == 404


async def test_the_file_says_who_used_what_when(http, used):
    async with http(used.secrets[Role.VIEWER]) as client:
        answer = await client.get("/o/acme/usage.csv")
        empty = await client.get("/o/acme/usage.csv?period=previous")
    assert 'filename="usage-acme.csv"' in answer.headers["content-disposition"]
    rows = [list(row.values()) for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))]
    today = f"{now():%Y-%m-%d}"
    assert rows == [
        [today, "Member of Acme", "", "gpt-5-mini", "AI assistant", "1", "25"],
        [today, "Owner of Acme", "", "", "AI assistant", "1", "20"],
        [today, "Admin of Acme", "", "gpt-5-mini", "AI assistant", "1", "10"],
        [today, "Member of Acme", "", "claude-haiku", "Reading aloud", "1", "5"],
    ]
    assert empty.text.removeprefix("\ufeff").splitlines() == ["Day (UTC),Member,API key,Model,Feature,Acts,Credits"]


@pytest.mark.parametrize(
    ("span", "starts", "ends"),
    [
        (Span.THIS, "2026-03-10T12:00", "2026-04-20T00:00"),
        (Span.PREVIOUS, "2026-02-10T12:00", "2026-03-10T12:00"),
        (Span.DAYS_90, "2026-01-01T00:00", "2026-04-01T00:00"),
    ],
)
def test_spans_begin_where_counting_began(span, starts, ends):
    """Another plan has moved the period, and what was used before counts on."""
    moment = {text: datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends)}
    anchor = datetime(2026, 3, 20, tzinfo=UTC)
    standing = rules.untouched(Period(anchor, datetime(2026, 4, 20, tzinfo=UTC), anchor))
    standing = replace(standing, counted_from=datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert rules.bounds(standing, span, datetime(2026, 3, 31, 15, tzinfo=UTC)) == (moment[starts], moment[ends])
