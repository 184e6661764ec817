"""A login that row-level security does not bind is noticed, whichever way it got there."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from conftest import DATABASE, SERVER

from hiveforge.core.databases import databases
from hiveforge.core.privileges import PowerfulLogin, powers, refuse_powerful_login
from hiveforge.core.settings import PROJECT

LOGIN = f"powerful_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"


@pytest.fixture
def login(database: psycopg.Connection) -> Iterator[Callable[[str], str]]:
    """`login("bypassrls")` makes one and returns its address."""

    def make(attributes: str) -> str:
        database.execute(f"create role {LOGIN} login password 'secret' {attributes}")
        return SERVER.address_of(LOGIN, "secret", DATABASE)

    yield make
    database.execute(f"drop owned by {LOGIN}")
    database.execute(f"drop role {LOGIN}")


def powers_of(address: str) -> list[str]:
    with psycopg.connect(address, autocommit=True) as connection:
        return powers(connection)


def test_web_login_has_no_powers(database: psycopg.Connection) -> None:
    assert powers_of(databases().web) == []
    refuse_powerful_login(databases().web)


def test_plain_login_has_no_powers(login: Callable[[str], str]) -> None:
    assert powers_of(login("noinherit")) == []


def test_owner_is_refused(database: psycopg.Connection) -> None:
    with pytest.raises(PowerfulLogin, match=r"postgres is a superuser.*HIVEFORGE_WEB_DATABASE_URL"):
        refuse_powerful_login(databases().owner)


def test_system_login_is_refused(database: psycopg.Connection) -> None:
    assert powers_of(databases().system) == ["may become service_role"]


def test_bypassing_login_is_refused(login: Callable[[str], str]) -> None:
    assert powers_of(login("bypassrls")) == ["may bypass row-level security"]


def test_owner_of_a_table_is_refused(login: Callable[[str], str], database: psycopg.Connection) -> None:
    address = login("noinherit")
    database.execute(f"create table owned_here (id int); alter table owned_here owner to {LOGIN}")
    assert powers_of(address) == ["owns 1 objects"]


def test_member_of_the_owner_is_refused(login: Callable[[str], str], database: psycopg.Connection) -> None:
    address = login("noinherit")
    database.execute(f"grant postgres to {LOGIN}")
    assert "may become postgres" in powers_of(address)


def test_server_does_not_start_with_a_powerful_login(database: psycopg.Connection) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "hiveforge.cli.server", str(os.getpid())],
        env={**os.environ, "HIVEFORGE_WEB_DATABASE_URL": databases().owner, "HIVEFORGE_SYSTEM_DATABASE_URL": databases().system},
        cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert answer.returncode == 1
    assert answer.stderr.startswith("The server cannot start: postgres is a superuser")
