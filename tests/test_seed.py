"""The demo data: log-ins that work, a history in words, three tenants; never in production, never over real people."""

from datetime import timedelta

import pytest
from factories import person
from tabs import Tab

from hiveforge import seed
from hiveforge.core.actor import visitor
from hiveforge.core.demo import demo_accounts
from hiveforge.core.settings import Settings
from hiveforge.features.accounts.state import EntranceState
from hiveforge.features.audit_log import rules

PRODUCTION = Settings(environment="production")


@pytest.fixture
async def log_ins(owner):
    return await seed.seed_if_empty()


async def test_every_log_in_signs_in(log_ins, http):
    assert len(log_ins) >= 5
    for email, password, _what in log_ins:
        async with http() as client:
            answer = await client.post("/auth/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 200, answer.text


async def test_three_organizations_and_a_dozen_members_in_all_roles(log_ins, owner):
    counts = dict(
        owner.execute(
            "select o.slug, count(*) from organizations o join memberships m on m.organization_id = o.id group by 1"
        ).fetchall()
    )
    assert counts["northwind"] == 12
    assert len(counts) == 3
    roles = owner.execute(
        "select count(distinct role) from memberships m join organizations o on o.id = m.organization_id where slug = 'northwind'"
    ).fetchone()
    assert roles == (4,)


async def test_the_history_speaks_of_the_past_in_words(log_ins, owner):
    actions = {row[0] for row in owner.execute("select distinct action from audit_entries where actor_kind = 'user'")}
    assert actions
    assert actions <= set(rules.ACTIONS)
    assert owner.execute("select count(*) from audit_entries where created_at > now()").fetchone() == (0,)


async def test_the_history_is_one_of_weeks_and_of_several_people(log_ins, owner):
    told = owner.execute(
        "select count(*), count(distinct action), count(distinct actor_id), max(e.created_at) - min(e.created_at)"
        " from audit_entries e join organizations o on o.id = e.organization_id where o.slug = 'northwind'"
    ).fetchone()
    entries, actions, people, span = told
    assert (entries >= 20, actions >= 4, people >= 3, span >= timedelta(weeks=4)) == (True,) * 4, told


async def test_sign_in_page_offers_the_log_ins_but_not_in_production(monkeypatch, log_ins, owner):
    assert "ada@northwind.example" in [account.email for account in await offered()]
    monkeypatch.setattr("hiveforge.core.demo.settings", lambda: PRODUCTION)
    assert await offered() == []


async def offered():
    tab = Tab(visitor(), "/sign-in")
    await tab.send(EntranceState.arrive)
    return (await tab.state(EntranceState)).demo


async def test_a_second_time_changes_nothing(log_ins, owner):
    before = owner.execute("select count(*) from users").fetchone()
    assert await seed.seed_if_empty() == log_ins
    assert owner.execute("select count(*) from users").fetchone() == before


async def test_a_database_with_people_is_left_alone(owner):
    await person("real@people.test")
    assert await seed.seed_if_empty() == []
    assert owner.execute("select count(*) from users").fetchone() == (1,)


async def test_production_gets_no_demo_people(monkeypatch, owner):
    monkeypatch.setattr(seed, "settings", lambda: PRODUCTION)
    with pytest.raises(seed.NotForProduction):
        await seed.seed_if_empty()
    monkeypatch.setattr("hiveforge.core.demo.settings", lambda: PRODUCTION)
    assert demo_accounts() == ()


async def test_the_assistant_has_documents_to_answer_from(log_ins, owner, drain):
    await drain()
    read = "select title, status from documents d join organizations o on o.id = d.organization_id where slug = 'northwind'"
    assert sorted(owner.execute(read).fetchall()) == [
        ("Employee handbook", "ready"), ("Picker arm R2 service guide", "ready"),
    ]  # fmt: skip
