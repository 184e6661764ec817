"""A real Postgres with row-level security, built by the real revisions, emptied between tests; people to act as."""

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from postgres_server import provide_server

gc.set_threshold(50_000)  # much is imported, and hardly anything of it is garbage
PROJECT = Path(__file__).parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
DATABASE = f"hiveforge_test_{WORKER}"
SERVER = provide_server(Path(os.environ.get("HIVEFORGE_TEST_DIRECTORY", PROJECT / ".hiveforge" / "test")))
for name in (
    "RESEND_API_KEY", "SENTRY_DSN", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "REDIS_URL", "OPENAI_API_KEY",
    "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL",
):  # fmt: skip
    os.environ.pop(name, None)  # a developer's own keys must not make tests send mail or reports
os.environ.update(
    {
        "HIVEFORGE_ENV_FILE": "",
        "HIVEFORGE_ENVIRONMENT": "test",
        "HIVEFORGE_ARGON2_MEMORY_KIB": "64",
        "HIVEFORGE_LOG_LEVEL": "WARNING",
        "HIVEFORGE_WORKER_IN_WEB": "false",
        "HIVEFORGE_DATA_DIRECTORY": str(PROJECT / ".hiveforge" / f"test-{WORKER}"),
        "DATABASE_URL": SERVER.address(DATABASE),
        "PORT": "8000",
    }
)

import httpx  # noqa: E402
import psycopg  # noqa: E402
import pytest  # noqa: E402
from factories import Tenant  # noqa: E402

from hiveforge.core import jobs, migrations  # noqa: E402
from hiveforge.core.db import close_engines  # noqa: E402
from hiveforge.core.logs import configure_logging  # noqa: E402
from hiveforge.core.pool import close_pool  # noqa: E402
from hiveforge.core.settings import settings  # noqa: E402

OWNER = os.environ["DATABASE_URL"]
configure_logging(settings())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where xdist's groups are asked for, our own way of keeping them together."""
    from groups import Groups

    return Groups(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """What is there by now stays: looking through it for garbage again and again takes a twentieth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database() -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to this worker's own database, freshly migrated."""
    import hiveforge.models  # noqa: F401

    with psycopg.connect(SERVER.maintenance_url, autocommit=True) as server:
        server.execute("select pg_advisory_lock(4711)")  # roles belong to all databases of the server
        server.execute(f'drop database if exists "{DATABASE}" with (force)')
        server.execute(f'create database "{DATABASE}"')
        migrations.upgrade(OWNER)
    with psycopg.connect(OWNER, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def _sweep(database: psycopg.Connection[Any]) -> str:
    tables = database.execute(
        "select format('delete from %I.%I', schemaname, tablename) from pg_tables"
        " where (schemaname = 'public' and tablename <> 'alembic_version') or tablename = 'rate_limits'"
        " or (schemaname = 'jobs' and tablename like 'procrastinate_%')"
    ).fetchall()
    deletes = ";".join(row[0] for row in tables)
    return f"set session_replication_role = replica;{deletes};reset session_replication_role"


@pytest.fixture(scope="session")
async def _connections() -> AsyncIterator[None]:
    yield
    await close_pool()
    await close_engines()


@pytest.fixture
def owner(database: psycopg.Connection[Any], _sweep: str, _connections: None) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection, above all policies; everything is deleted afterwards.

    Deleting instead of rolling back: commits, notifications and jobs behave as in life.
    """
    yield database
    for last in (False, False, True):
        try:
            database.execute(_sweep)
            break
        except psycopg.errors.DeadlockDetected:  # with a job that is just being finished
            if last:
                raise


@pytest.fixture
async def acme(owner: psycopg.Connection[Any]) -> Tenant:
    return await Tenant("acme").found()


@pytest.fixture
async def globex(owner: psycopg.Connection[Any]) -> Tenant:
    return await Tenant("globex").found()


@pytest.fixture
def outage(owner: psycopg.Connection[Any]) -> Iterator[Callable[[], None]]:
    """`outage()` lets nobody but the owner's connection into this database any more."""
    name, info = owner.info.dbname, owner.info
    with psycopg.connect(SERVER.maintenance_url, autocommit=True) as server:

        def begin() -> None:
            server.execute(f'alter database "{name}" with allow_connections false')
            server.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> %s",
                [name, info.backend_pid],
            )

        yield begin
        server.execute(f'alter database "{name}" with allow_connections true')


@pytest.fixture
def queued(owner: psycopg.Connection[Any]) -> Callable[[], list[str]]:
    """The names of the jobs that wait."""

    def names() -> list[str]:
        rows = owner.execute(
            "select task_name from jobs.procrastinate_jobs where status = 'todo' and queue_name <> 'periodic' order by id"
        )
        return [row[0] for row in rows.fetchall()]

    return names


@pytest.fixture
def audited(owner: psycopg.Connection[Any]) -> Callable[[], list[str]]:
    """The actions in the audit log, oldest first."""

    def actions() -> list[str]:
        return [row[0] for row in owner.execute("select action from audit_entries order by created_at, id").fetchall()]

    return actions


@pytest.fixture
def drain(owner: psycopg.Connection[Any]) -> Callable[[], Awaitable[None]]:
    """Work on jobs until none is due."""
    from hiveforge import slices

    slices.load("tasks")

    async def work() -> None:
        async with jobs.connected() as app:
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)

    return work


@pytest.fixture
def http(owner: psycopg.Connection[Any]) -> Callable[..., httpx.AsyncClient]:
    """`http()` is a stranger's client, `http(acme.secrets["owner"])` a member's; walls, API and errors are the real ones."""
    from hiveforge.hiveforge import api, report
    from hiveforge.web.edge import wrap
    from hiveforge.web.uploads import UploadAddresses

    app = wrap(api, report=report, uploads=UploadAddresses(api))

    def client(secret: str = "", **headers: str) -> httpx.AsyncClient:
        cookies = {settings().session_cookie: secret} if secret else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url=settings().origin,
            cookies=cookies,
            headers={"Origin": settings().origin, "Accept": "application/json", **headers},
        )

    return client
