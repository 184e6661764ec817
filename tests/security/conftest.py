"""Servers that several test files attack; each is started once."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
import pytest
from factories import Tenant, api_key, person
from security.cast import API_KEYS, cast
from security.matrix import Who
from security.rows import World
from security.server import Server, redis, serving
from security.signing_in import PASSWORD

from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Role
from hiveforge.features.accounts.models import Credential
from hiveforge.features.organizations.models import Membership
from hiveforge.gateways.identity import hash_password

Connection = psycopg.Connection[Any]


@pytest.fixture
async def everybody(owner: Connection, acme: Tenant, globex: Tenant) -> AsyncIterator[tuple[World, list[Who]]]:
    """Two tenants with a row in every table, a deleted third one, and everybody who could want something of them."""
    gone = await Tenant("initech").found()
    guest, loner = await person("guest@globex.test"), await person("loner@nowhere.test")
    async with unit_of_work(system("test")) as db:
        db.add(Membership(organization_id=globex.id, user_id=guest.user_id, role=Role.OWNER))
        db.add(Membership(organization_id=acme.id, user_id=guest.user_id, role=Role.VIEWER))
        await db.flush()
        for name, (maker, scopes) in API_KEYS.items():
            made_by = guest if maker == "guest" else acme.as_(Role(maker))
            db.add(api_key(acme, made_by.user_id, name, scopes, secret=f"hf_test_{name}"))
    owner.execute("update api_keys set revoked_at = now() where name = 'revoked'")
    owner.execute("update api_keys set expires_at = now() where name = 'expired'")
    owner.execute("update organizations set deleted_at = now() where slug = 'initech'")
    world = World(owner, acme, globex, gone)
    yield world, cast(world, acme, globex, gone, guest, loner)
    owner.execute("vacuum")  # thousands of attempts that were rolled back lie in the tables


@pytest.fixture(scope="session")
def probe_server(database: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process that keeps state in memory, and sends real mail: the local inbox shows everything to everybody."""
    with serving(tmp_path_factory.mktemp("memory"), "security.probe:application", RESEND_API_KEY="re_unused") as server:
        yield server


@pytest.fixture(scope="session")
def https_server(database: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As behind a proxy that ends TLS: browsers reach it over HTTPS at another address."""
    with serving(tmp_path_factory.mktemp("https"), HIVEFORGE_ORIGIN="https://app.example.test") as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def redis_server(database: Connection, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes that keep state in Redis."""
    directory = tmp_path_factory.mktemp("workers")
    with serving(directory, "security.probe:application", HIVEFORGE_WEB_PROCESSES="2", REDIS_URL=redis_url) as server:
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


@pytest.fixture
async def owners_password(acme: Tenant) -> str:
    """The password with which the owner of acme signs in."""
    hashed = await hash_password(PASSWORD)
    async with unit_of_work(system("test")) as db:
        db.add(Credential(user_id=acme.owner.user_id, password_hash=hashed, changed_at=now()))
    return PASSWORD


@pytest.fixture(params=["http", "https"])
def site(request: pytest.FixtureRequest) -> Server:
    """The application as on a developer's machine, and as behind TLS."""
    return request.getfixturevalue("probe_server" if request.param == "http" else "https_server")
