"""Two web processes are one server: whichever answers has counted everything, and what one hears all tabs hear."""

import contextlib
import re

import pytest
from factories import Tenant
from security.browser import HYDRATE, Browser
from security.server import Server
from waiting import until

from hiveforge.core.db import unit_of_work
from hiveforge.core.live import announce
from hiveforge.core.permissions import Role

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

ASKED = 'hiveforge_http_requests_total{method="GET",route="/api/v1/organizations",status="200"}'
IDLE = 'hiveforge_pool_connections{login="hiveforge_system",state="idle"}'
TABS = "hiveforge_websockets"


async def ask(server: Server, path: str, secret: str = "") -> str:
    """What one of the processes answers: each connection may reach another."""
    async with server.http(secret) as http:
        return (await http.get(path)).text


async def measured(server: Server, what: str) -> set[float]:
    """A metric, asked for until every process has answered, most likely: one value when they agree."""
    answers = [await ask(server, "/metrics") for _ in range(6)]
    return {float((re.search(rf"^{re.escape(what)} (\S+)$", answer, re.MULTILINE) or [0, 0])[1]) for answer in answers}


async def test_metrics_are_those_of_all_processes(redis_server: Server, acme: Tenant) -> None:
    (before,) = await measured(redis_server, ASKED)
    for _ in range(20):
        await ask(redis_server, "/api/v1/organizations", acme.secrets[Role.OWNER])
    assert await measured(redis_server, ASKED) == {before + 20}
    assert min(await measured(redis_server, IDLE)) >= 1


async def test_a_notification_reaches_the_tabs_of_every_process(redis_server: Server, acme: Tenant) -> None:
    async with contextlib.AsyncExitStack() as open_tabs:
        tabs = [await open_tabs.enter_async_context(Browser(redis_server, acme.secrets[Role.OWNER])) for _ in range(6)]
        for tab in tabs:
            await tab.ask(HYDRATE)
        assert await measured(redis_server, TABS) == {6}
        async with unit_of_work(acme.owner) as db:
            await announce(db, "members")
        await until(lambda: all('"members":1' in str(tab.heard) for tab in tabs))
