"""Servers that several test files attack; each is started once."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from factories import Tenant
from security.server import Server, redis, serving

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Role
from hiveforge.features.organizations.models import Membership

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="session")
def probe_server(database: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process that keeps state in memory, and sends real mail: the local inbox shows everything to everybody."""
    with serving(tmp_path_factory.mktemp("memory"), "security.probe:app", RESEND_API_KEY="re_unused") as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def redis_server(database: Connection, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes that keep state in Redis."""
    directory = tmp_path_factory.mktemp("workers")
    with serving(directory, "security.probe:app", workers=2, REDIS_URL=redis_url) as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
def server(request: pytest.FixtureRequest) -> Server:
    """The application with probes in it, once in each way of keeping state."""
    found: Server = request.getfixturevalue("probe_server" if request.param == "memory" else "redis_server")
    found.probes.write_text("")
    return found


@pytest.fixture
async def both(acme: Tenant, globex: Tenant) -> Tenant:
    """Acme, whose owner is a viewer of globex as well."""
    async with unit_of_work(system("test")) as db:
        db.add(Membership(organization_id=globex.id, user_id=acme.owner.user_id, role=Role.VIEWER))
    return acme
