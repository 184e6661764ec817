"""Whether this installation can work: database, schema and worker, each asked with a short patience.

Asked over connections of its own, so that a full pool cannot hide the answer. Details are fit for strangers' eyes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg

from . import metrics, migrations
from .databases import NoDatabase, databases
from .settings import settings

PATIENCE_SECONDS = 3.0
WORKER_SILENT_AFTER_SECONDS = 30.0
QUEUE_STUCK_AFTER_SECONDS = 300.0

_QUEUE = """
select (select extract(epoch from now() - max(last_heartbeat)) from jobs.procrastinate_workers) as heartbeat_age,
       (select extract(epoch from now() - min(greatest(queued.at, j.scheduled_at)))
          from jobs.procrastinate_jobs j
          join jobs.procrastinate_events queued on queued.job_id = j.id and queued.type = 'deferred'
         where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now())) as oldest_due,
       (select coalesce(jsonb_object_agg(status, n), '{}') from (
          select status, count(*) as n from jobs.procrastinate_jobs
           where status in ('todo', 'doing', 'failed') group by status) counted) as counts
"""


class NotWell(Exception):
    """A check failed; the message says what is wrong without saying where."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`vital`: without it this process should get no requests."""

    name: str
    well: bool
    detail: str
    vital: bool = True


@dataclass(frozen=True, slots=True)
class Queue:
    """Ages in seconds; None when there is no worker, or nothing due."""

    heartbeat_age: float | None
    oldest_due: float | None
    counts: dict[str, int]


async def examine() -> list[Finding]:
    """Ask everything at once. Never raises: what does not answer is a finding."""
    return list(
        await asyncio.gather(
            _ask("database", _database),
            _ask("migrations", _migrations),
            # A worker of its own may be down while pages work; one inside this process is part of its health.
            _ask("worker", _worker, vital=settings().worker_in_web),
        )
    )


async def queue() -> Queue:
    """How the job queue stands. Raises psycopg.OperationalError while Postgres is away."""
    async with _connection(databases().system) as connection:
        row = await (await connection.execute(_QUEUE)).fetchone()
    heartbeat_age, oldest_due, counts = row or (None, None, {})
    return Queue(_float(heartbeat_age), _float(oldest_due), counts)


async def refresh_metrics() -> None:
    """Bring the gauges up to date that only the database knows."""
    try:
        seen = await asyncio.wait_for(queue(), PATIENCE_SECONDS)
    except (psycopg.Error, TimeoutError, NoDatabase):
        metrics.DATABASE_UP.set(0)
        return
    metrics.DATABASE_UP.set(1)
    metrics.QUEUE_AGE.set(seen.oldest_due or 0)
    for status in ("todo", "doing", "failed"):
        metrics.QUEUE.labels(status).set(seen.counts.get(status, 0))


async def _ask(name: str, check: Callable[[], Awaitable[str]], *, vital: bool = True) -> Finding:
    try:
        return Finding(name, True, await asyncio.wait_for(check(), PATIENCE_SECONDS), vital)
    except NotWell as error:
        return Finding(name, False, str(error), vital)
    except (psycopg.Error, OSError, TimeoutError, NoDatabase):
        return Finding(name, False, "The database does not answer.", vital)


async def _database() -> str:
    async with _connection(databases().web) as connection:
        await connection.execute("select 1")
    return "answers"


async def _migrations() -> str:
    async with _connection(databases().system) as connection:
        rows = await (await connection.execute("select version_num from public.alembic_version")).fetchall()
    found = {row[0] for row in rows}
    if found != {_head()}:
        raise NotWell("The database has another revision than this code. Run `hiveforge migrate`.")
    return "up to date"


async def _worker() -> str:
    seen = await queue()
    if seen.heartbeat_age is None or seen.heartbeat_age > WORKER_SILENT_AFTER_SECONDS:
        raise NotWell("No worker is alive.")
    if (seen.oldest_due or 0) > QUEUE_STUCK_AFTER_SECONDS:
        raise NotWell("Jobs wait and are not taken.")
    return "alive"


@asynccontextmanager
async def _connection(address: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    connection = await psycopg.AsyncConnection.connect(
        address, autocommit=True, connect_timeout=2, options="-c statement_timeout=2000"
    )
    async with connection:
        yield connection


@cache
def _head() -> str | None:
    return migrations.head()


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
