"""Hosted databases give their customers an owner who is no superuser: enough with the right to create roles, else told so."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from conftest import DATABASE, SERVER
from signing import is_in, sign_in

from hiveforge.core import migrations, rls
from hiveforge.core.databases import LoginsInUse, databases, ensure_logins, sqlalchemy_url
from hiveforge.core.db import close_engines
from hiveforge.core.demo import PASSWORD
from hiveforge.core.migrations import MigrationFailed
from hiveforge.core.pool import close_pool
from hiveforge.core.privileges import powers, rights_for_the_owner
from hiveforge.core.settings import PROJECT, Settings, settings

HOSTED = f"{DATABASE}_hosted"
LOGIN = f"{DATABASE}_owner"
OURS = "anon, authenticated, service_role, hiveforge_web, hiveforge_system"


@pytest.fixture
def server(database) -> Iterator[psycopg.Connection]:
    """The administrator's connection. Other tests' migrations wait: roles belong to the whole server."""
    with psycopg.connect(SERVER.maintenance_url, autocommit=True) as administrator:
        administrator.execute("select pg_advisory_lock(4711)")

        def clear() -> None:
            administrator.execute(f'drop database if exists "{HOSTED}" with (force)')
            administrator.execute(f'drop role if exists "{LOGIN}"')

        clear()
        yield administrator
        clear()


@pytest.fixture
def hosted(server) -> Callable[..., str]:
    """`hosted("createrole")` is the address of an empty database for a login with these rights, its owner or a guest."""

    def make(rights: str = "", *, owns: bool = True, roles_are_its_own: bool = True) -> str:
        server.execute(f"create role \"{LOGIN}\" login password 'secret' {rights}")
        server.execute(f'create database "{HOSTED}"' + (f' owner "{LOGIN}"' if owns else ""))
        if roles_are_its_own:  # as they would be on a server that has nobody else
            server.execute(f'grant {OURS} to "{LOGIN}" with admin option')
        return SERVER.address_of(LOGIN, "secret", HOSTED)

    return make


@pytest.fixture
async def product_on(_connections, monkeypatch):
    """`product_on(address)` makes the product of this process work with another database until the test ends."""

    def switch(address: str) -> None:
        monkeypatch.setenv("DATABASE_URL", address)
        settings.cache_clear()
        databases.cache_clear()

    await close_pool()
    yield switch
    await close_pool()
    await close_engines()
    monkeypatch.undo()
    settings.cache_clear()
    databases.cache_clear()


@pytest.fixture
def seeded(hosted) -> str:
    """The address of a hosted database that `hiveforge seed` has filled."""
    address = hosted("createrole")
    answer = subprocess.run(
        [sys.executable, "-c", "from hiveforge.cli import main; main()", "seed"],
        env={**os.environ, "DATABASE_URL": address}, cwd=PROJECT, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return address


async def test_owner_who_may_create_roles_is_enough_for_people_to_sign_in(seeded, product_on, http):
    product_on(seeded)
    browser = http()
    assert (await sign_in(browser, PASSWORD, "ada@northwind.example")).status_code == 200
    assert await is_in(browser)
    with sa.create_engine(sqlalchemy_url(seeded), poolclass=sa.NullPool).connect() as owner:
        assert rls.drift(owner) == (set(), set())
    with psycopg.connect(databases().web, autocommit=True) as web:
        assert powers(web) == []


@pytest.mark.parametrize(
    ("rights", "owns", "advised"),
    [
        ("", True, "alter role {login} createrole;"),
        ("createrole", False, "alter database {database} owner to {login};"),
    ],
)
def test_login_that_may_not_do_enough_is_told_what_makes_it_so(server, hosted, rights, owns, advised):
    address = hosted(rights, owns=owns)
    with pytest.raises(MigrationFailed, match="permission denied") as told:
        migrations.upgrade(address)
    advice = advised.format(login=f'"{LOGIN}"', database=f'"{HOSTED}"')
    assert str(told.value).endswith(
        "The login in DATABASE_URL may not do enough. Let the server's administrator run\n"
        f"  {advice}\nand run `hiveforge migrate` again."
    )
    server.execute(advice)
    assert migrations.upgrade(address)[-1] == migrations.head()


def test_roles_that_somebody_else_made_are_asked_for(server, hosted):
    address = hosted("createrole", roles_are_its_own=False)
    if server.info.server_version >= 160000:
        with pytest.raises(MigrationFailed, match="with admin option"):
            migrations.upgrade(address)
        [advice] = rights_for_the_owner(address)
        server.execute(advice)
    assert rights_for_the_owner(address) == []
    assert migrations.upgrade(address)[-1] == migrations.head()


def test_second_installation_does_not_lock_the_first_out(database, server):
    def settings_with(key: str) -> Settings:
        return Settings(database_url="postgresql://owner@db.example.com/second", secret_key=key)  # pyright: ignore[reportArgumentType]

    with server.transaction(force_rollback=True):
        for login in ("hiveforge_web", "hiveforge_system"):
            server.execute(f"comment on role {login} is null")
        ensure_logins(server, settings_with("the key of the first"))
        ensure_logins(server, settings_with("the key of the first"))
        with pytest.raises(LoginsInUse, match=f"hiveforge_web is the login of another HiveForge.*{DATABASE}"):
            ensure_logins(server, settings_with("another key"))
