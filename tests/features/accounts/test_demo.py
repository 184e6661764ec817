"""The sign-in page offers the log-ins of the demo data that work in this database, and no others."""

import pytest
from factories import person
from tabs import Tab

from hiveforge import seed
from hiveforge.core import actor as actors
from hiveforge.core.settings import DEMO_ADMIN, Settings
from hiveforge.features.accounts.state import EntranceState


async def offered():
    tab = Tab(actors.visitor(), "/sign-in")
    await tab.send(EntranceState.arrive)
    state = await tab.state(EntranceState)
    return [account.email for account in state.demo], state.local_inbox


@pytest.fixture
async def seeded(owner, monkeypatch):
    monkeypatch.setattr("hiveforge.core.demo.settings", lambda: Settings(environment="development"))
    return [email for email, _, _ in await seed.seed_if_empty()]


async def test_every_demo_log_in_of_a_fresh_database_is_offered(seeded):
    emails, local_inbox = await offered()
    assert (emails, local_inbox) == (seeded, True)
    assert DEMO_ADMIN in emails


async def test_a_database_that_was_seeded_before_there_was_an_admin_offers_none(seeded, owner):
    owner.execute("delete from users where email = %s", [DEMO_ADMIN])
    emails, _ = await offered()
    assert emails == [email for email in seeded if email != DEMO_ADMIN]


async def test_a_database_of_real_people_offers_nobody(owner):
    await person("real@people.test")
    assert await offered() == ([], True)


async def test_production_offers_nobody_whoever_is_there(seeded, monkeypatch):
    monkeypatch.setattr("hiveforge.core.demo.settings", lambda: Settings(environment="production"))
    assert (await offered())[0] == []
