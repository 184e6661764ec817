"""A page that shows its data keeps it, and what is typed there, while the database is away."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from tabs import Tab

from hiveforge.features.organizations.state import MembersState, SettingsState


@pytest.fixture
def outage(owner) -> Iterator[Callable[[], None]]:
    """`outage()` lets nobody but the owner's connection into this database any more."""
    name, info = owner.info.dbname, owner.info
    with psycopg.connect(host=info.host, port=info.port, user=info.user, dbname="postgres", autocommit=True) as server:

        def begin() -> None:
            server.execute(f'alter database "{name}" with allow_connections false')
            server.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> %s",
                [name, info.backend_pid],
            )

        yield begin
        server.execute(f'alter database "{name}" with allow_connections true')


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
