"""A database to measure on, durable like a real one, and servers on it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg

PROJECT = Path(__file__).parents[1]
PORT, BARE_PORT = 8790, 8791
ORIGIN = f"http://127.0.0.1:{PORT}"
SECRET = "secret-of-the-bench"  # noqa: S105  it signs in to a database that lives as long as the run
SLUG = "bench-1"
_DATABASE = "hiveforge_bench"

_PEOPLE = """
insert into organizations (id, created_at, name, slug, version)
  select gen_random_uuid(), now(), 'Organization ' || n, 'bench-' || n, 1 from generate_series(%(first)s::int, %(last)s::int) n;
insert into users (id, created_at, email, name)
  select gen_random_uuid(), now(), 'person-' || p || '@' || o.slug || '.test', 'Person ' || p
    from organizations o, generate_series(1, %(each)s::int) p where o.slug = any(%(slugs)s);
insert into memberships (id, created_at, organization_id, user_id, role)
  select gen_random_uuid(), now(), o.id, u.id, case when u.name = 'Person 1' then 'owner' else 'member' end
    from organizations o join users u on split_part(u.email, '@', 2) = o.slug || '.test' where o.slug = any(%(slugs)s);
insert into audit_entries (id, created_at, organization_id, action, actor_kind, actor_name, target_type, target_id, target_name, request_id, reason)
  select gen_random_uuid(), now() - n * interval '1 minute', o.id, 'organizations.invite', 'user', 'Person 1', 'member', '', '', '', ''
    from organizations o, generate_series(1, %(each)s::int) n where o.slug = any(%(slugs)s);
"""


def build() -> str:
    """A fresh database with the product's schema; returns its owner's address."""
    from hiveforge.embedded.postgres import ensure

    server = ensure(PROJECT / ".hiveforge" / "bench", grace_seconds=5)
    with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
        connection.execute(f"drop database if exists {_DATABASE} with (force)")
        connection.execute(f"create database {_DATABASE}")
    address = server.url.replace("/hiveforge?", f"/{_DATABASE}?")
    os.environ.update(DATABASE_URL=address, HIVEFORGE_ENV_FILE="", PORT=str(PORT), HIVEFORGE_ORIGIN=ORIGIN)
    os.environ.update(HIVEFORGE_LOG_LEVEL="WARNING", HIVEFORGE_ENVIRONMENT="test")
    import hiveforge.models  # noqa: F401
    from hiveforge.core.migrations import upgrade

    upgrade(address)
    return address


def populate(owner: psycopg.Connection, first: int, last: int, *, each: int = 100) -> None:
    """Organizations `bench-<first>`…`bench-<last>` with `each` members and audit entries; person 1 of each is its owner."""
    slugs = [f"bench-{n}" for n in range(first, last + 1)]
    for statement in _PEOPLE.split(";\n"):
        if statement.strip():
            owner.execute(statement, {"first": first, "last": last, "each": each, "slugs": slugs})
    owner.execute("analyze")


def sign_in(owner: psycopg.Connection) -> None:
    """A session of the first organization's owner whose cookie is `SECRET`; its plan allows any number of requests."""
    owner.execute(
        "insert into sessions (id, created_at, user_id, token_hash, expires_at, last_seen_at, idle_seconds, user_agent, address)"
        " select gen_random_uuid(), now(), id, %s, now() + interval '1 day', now(), 86400, '', '' from users where email = %s",
        [sha256(SECRET.encode()).hexdigest(), f"person-1@{SLUG}.test"],
    )
    owner.execute(
        "insert into billing_standings (id, created_at, organization_id, plan, status, limits)"
        " select gen_random_uuid(), now(), id, 'enterprise', 'arranged', %s from organizations where slug = %s",
        [json.dumps({"api_requests_per_minute": 1_000_000_000}), SLUG],
    )


@contextmanager
def server(
    app: str, port: int, *, factory: bool = False, cwd: Path = PROJECT, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """granian with one worker, as in production."""
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--log-level", "warning", *(["--factory"] if factory else []), app]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment, cwd=cwd)
    try:
        _wait(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def product() -> Iterator[subprocess.Popen[bytes]]:
    """The product's server without its compiled pages."""
    with server(
        "hiveforge.hiveforge:app", PORT, factory=True, REFLEX_ENV_MODE="prod", __REFLEX_SKIP_COMPILE="true",
        HIVEFORGE_WORKER_IN_WEB="false",
    ) as process:  # fmt: skip
        yield process


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the server on port {port} ended") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing answers on port {port}")
