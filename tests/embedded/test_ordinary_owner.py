"""On a server that has nothing of ours yet, an owner who is no superuser makes all of it."""

import os
import subprocess
import sys

import psycopg
from embedded.conftest import Start

ROLES = {"anon", "authenticated", "service_role", "hiveforge_web", "hiveforge_system"}


def hiveforge(command: str, address: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from hiveforge.cli import main; main()", command],
        env={**os.environ, "DATABASE_URL": address}, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


def test_migrations_from_nothing_need_no_superuser(client: Start, empty_root) -> None:
    superuser = client(empty_root).url()
    address = superuser.replace("postgres@/hiveforge", "ordinary@/hosted")
    with psycopg.connect(superuser, autocommit=True) as server:
        server.execute("create role ordinary login createrole")
        server.execute("create database hosted owner ordinary")
    migrated = hiveforge("migrate", address)
    assert migrated.returncode == 0, migrated.stderr
    with psycopg.connect(address) as owner:
        made = owner.execute(
            "select rolname from pg_roles where pg_has_role(oid, 'member with admin option')"
        ).fetchall()
    assert {row[0] for row in made} == ROLES
    assert hiveforge("migrate", address).stdout == "The database is up to date.\n"
