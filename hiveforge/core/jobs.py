"""Work for later, queued in the transaction that asks for it, done by a worker, repeated when it must be.

A job can run twice (a killed worker's job is rescued), so every job is written to be harmless the second time.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import update_wrapper
from typing import Any, Generic, ParamSpec

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job as ProcrastinateJob

from . import metrics
from .databases import databases
from .db import Db, raw_connection
from .errors import Unavailable
from .logs import bind_correlation, current_correlation
from .outages import DATABASE_OUTAGES
from .service import slice_of

P = ParamSpec("P")
log = structlog.get_logger(__name__)

_RETRIES = 8
_PAUSES = [3.0 ** (attempt + 1) for attempt in range(_RETRIES)]
STRANDED_AFTER = timedelta(seconds=sum(_PAUSES)) + timedelta(hours=1)
"""What waits for longer has no job any more: it gave up. The hour is for workers that were busy or away."""
STALLED_AFTER_SECONDS = 15.0

registry = App(connector=PsycopgConnector())
Reporter = Callable[[BaseException, dict[str, Any]], None]
_reporters: list[Reporter] = []


class _TryAgain(BaseRetryStrategy):
    """Only what we depend on may come back: after 3, 9, 27… seconds, or when it said, at most eight times.

    What a stopping worker does not wait for is taken over by the next.
    """

    def get_retry_decision(self, *, exception: BaseException, job: ProcrastinateJob) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        if not isinstance(exception, (Unavailable, *DATABASE_OUTAGES)) or job.attempts >= _RETRIES:
            return None
        asked = getattr(exception, "retry_after", None) or 0.0
        return RetryDecision(retry_in={"seconds": math.ceil(max(asked, _PAUSES[job.attempts]))})


RETRY = _TryAgain()


def report_failures_to(reporter: Reporter) -> None:
    """Hand every job that fails for good to `reporter`; the composition root says which."""
    _reporters.append(reporter)


class Job(Generic[P]):
    """`await welcome.later(db, user=…)` queues it; `await welcome(user=…)` runs it now."""

    def __init__(self, body: Callable[P, Awaitable[None]], turn: str = "") -> None:
        update_wrapper(self, body)
        self.body, self.turn = body, turn
        self.name = f"{slice_of(body)}.{body.__name__}"  # pyright: ignore[reportFunctionMemberAccess]
        self._task = registry.task(name=self.name, retry=RETRY, queue="default", pass_context=True)(self._work)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        await self.body(*args, **kwargs)

    async def later(self, db: Db, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue it in `db`'s transaction: rolled back with it, visible to workers when it commits."""
        if args:
            raise TypeError("jobs take keyword arguments")
        given: dict[str, Any] = {key: str(value) for key, value in kwargs.items()}
        given["correlation"] = current_correlation()
        lock = f"{self.name}:{given[self.turn]}" if self.turn else None
        await self._task.configure(connection=await raw_connection(db), lock=lock).defer_async(**given)

    async def _work(self, context: JobContext, *, correlation: str = "", **kwargs: Any) -> None:
        bind_correlation(correlation)
        try:
            await self.body(**kwargs)  # pyright: ignore[reportCallIssue]
        except Exception as error:
            if RETRY.get_retry_decision(exception=error, job=context.job):
                metrics.JOBS.labels(self.name, "retried").inc()
                log.warning("job will be tried again", job=self.name, reason=str(error))
                raise
            metrics.JOBS.labels(self.name, "failed").inc()
            log.exception("job failed", job=self.name, job_id=context.job.id)
            for reporter in _reporters:
                reporter(error, {"job": self.name, "request_id": correlation})
            raise
        metrics.JOBS.labels(self.name, "done").inc()


def job(body: Callable[P, Awaitable[None]]) -> Job[P]:
    """Make a function of keyword strings a job. Only Unavailable is tried again, with growing pauses."""
    return Job(body)


def in_turn(argument: str) -> Callable[[Callable[P, Awaitable[None]]], Job[P]]:
    """`job` for long work: of those with the same value of `argument` one runs at a time, in the order they were queued.

    With the organization as argument, somebody who queues a thousand keeps one worker busy, and nobody else waits.
    """
    return lambda body: Job(body, argument)


def periodic(cron: str) -> Callable[[Callable[[], Awaitable[None]]], Callable[[], Awaitable[None]]]:
    """Run a function on a schedule (`minute hour day month weekday`), once per tick whatever the number of workers."""

    def register(body: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        name = f"{slice_of(body)}.{body.__name__}"

        async def work(timestamp: int) -> None:  # noqa: ARG001  Procrastinate passes it
            bind_correlation("")
            await body()

        task = registry.task(name=name, queueing_lock=name, queue="periodic")(work)
        registry.periodic(cron=cron)(task)
        return body

    return register


@asynccontextmanager
async def connected() -> AsyncIterator[App]:
    """The registry with connections of the system login, for working and looking after jobs."""
    connector = PsycopgConnector(
        conninfo=databases().system,
        kwargs={"options": "-c search_path=jobs,public", "connect_timeout": 5},
        min_size=1,
        max_size=5,
        timeout=5,
    )
    with registry.replace_connector(connector):
        async with registry.open_async():
            yield registry


@periodic("* * * * *")
async def rescue_stalled() -> None:
    """Give the jobs of killed workers to living ones."""
    for stalled in await registry.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        log.warning("rescuing a job whose worker died", job=stalled.task_name, job_id=stalled.id)
        await registry.job_manager.retry_job(stalled)


@periodic("17 3 * * *")
async def forget_finished() -> None:
    """Delete jobs that finished a week ago; failed ones stay for a month."""
    await registry.job_manager.delete_old_jobs(nb_hours=24 * 7)
    await registry.job_manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True)


async def run_worker(*, concurrency: int = 4, grace_seconds: float = 10) -> None:
    """Work until cancelled; start again with growing pauses while Postgres is away.

    When it is to stop, jobs that have begun get `grace_seconds` to end; those that do not are begun again by the next.
    """
    pause = 1.0
    while True:
        try:
            async with connected() as app:
                pause = 1.0
                await app.run_worker_async(
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    update_heartbeat_interval=5,
                    stalled_worker_timeout=STALLED_AFTER_SECONDS,
                    shutdown_graceful_timeout=grace_seconds,
                    delete_jobs="never",
                )
            # Nobody has told it to stop: it ends like this when its listening connection breaks.
            log.warning("worker lost the database and starts again", pause_seconds=pause)
        except Exception:
            if _told_to_stop():  # and could not say so to Postgres, whose error then hides that it was told
                raise asyncio.CancelledError from None
            log.exception("worker lost the database and starts again", pause_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)


def _told_to_stop() -> bool:
    """Procrastinate forgets a cancellation when it cannot sign off, because Postgres is away."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
