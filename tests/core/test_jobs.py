"""Jobs: queued with their transaction, tried again only for outages, rescued from dead workers, told apart in the log."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from procrastinate.jobs import Job
from waiting import until

from hiveforge.core import jobs
from hiveforge.core.clock import now
from hiveforge.core.databases import SYSTEM_LOGIN
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Conflict, Unavailable
from hiveforge.core.jobs import job
from hiveforge.core.logs import bind_correlation, current_correlation

RUNS: list[str] = []


@job
async def outage(who: str) -> None:
    RUNS.append(who)
    raise Unavailable(retry_after=90)


@job
async def refused(who: str) -> None:
    RUNS.append(who)
    raise Conflict


@job
async def notes(who: str) -> None:
    RUNS.append(f"{who} {current_correlation()}")


@job
async def slow(seconds: str) -> None:
    RUNS.append("begins")
    await asyncio.sleep(float(seconds))
    RUNS.append("ends")


@pytest.fixture(autouse=True)
def _fresh():
    RUNS.clear()


async def _queue(actor, work, **arguments):
    async with unit_of_work(actor) as db:
        await work.later(db, **arguments)


def _pause(error: Exception, attempts: int) -> int | None:
    """Seconds until the next run of a job that has failed like this once more."""
    failed = Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=outage.name, attempts=attempts, worker_id=1
    )
    decision = jobs.RETRY.get_retry_decision(exception=error, job=failed)
    return decision and round((decision.retry_at - now()).total_seconds())


PAUSES = [3, 9, 27, 81, 243, 729, 2187, 6561]


@pytest.mark.parametrize("error", [Unavailable(), psycopg.OperationalError()], ids=["vendor", "database"])
def test_pauses_grow_threefold_until_the_job_gives_up(error):
    assert [_pause(error, attempts) for attempts in range(9)] == [*PAUSES, None]
    assert timedelta(seconds=sum(PAUSES)) < jobs.STRANDED_AFTER < timedelta(hours=6)


def test_a_longer_pause_is_kept_when_it_was_asked_for():
    asked = [_pause(Unavailable(retry_after=90), attempts) for attempts in range(9)]
    assert asked == [90, 90, 90, 90, 243, 729, 2187, 6561, None]
    assert _pause(Unavailable(retry_after=0.2), 0) == 3


@pytest.mark.parametrize("error", [Conflict(retry_after=5), RuntimeError("bug")], ids=["refusal", "bug"])
def test_what_will_not_change_is_not_tried_again(error):
    assert _pause(error, 0) is None


async def test_a_rolled_back_act_queues_nothing(acme, queued):
    async def fail() -> None:
        async with unit_of_work(acme.viewer) as db:
            await notes.later(db, who="nobody")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert queued() == []


async def test_a_job_keeps_the_correlation_of_the_act_that_asked_for_it(acme, drain):
    asked = bind_correlation("0123456789abcdef")
    await _queue(acme.viewer, notes, who="ada")
    bind_correlation("another")
    await drain()
    assert [f"ada {asked}"] == RUNS


async def test_only_outages_are_tried_again_and_when_they_said(acme, owner, drain):
    await _queue(acme.viewer, outage, who="later")
    await _queue(acme.viewer, refused, who="once")
    await drain()
    rows = dict(
        owner.execute(
            "select task_name, status || ' ' || coalesce(round(extract(epoch from scheduled_at - now()) / 30)::text, '')"
            " from jobs.procrastinate_jobs where queue_name <> 'periodic'"
        ).fetchall()
    )
    assert sorted(RUNS) == ["later", "once"]
    assert rows[outage.name] == "todo 3"
    assert rows[refused.name].startswith("failed")


async def test_a_job_that_fails_for_good_is_reported_once(acme, drain, monkeypatch):
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        jobs, "_reporters", [lambda error, context: told.append((type(error).__name__, context["job"]))]
    )
    await _queue(acme.viewer, refused, who="once")
    await _queue(acme.viewer, outage, who="later")
    await drain()
    assert told == [("Conflict", refused.name)]


async def test_the_job_of_a_dead_worker_is_given_to_a_living_one(acme, owner, drain):
    await _queue(acme.viewer, notes, who="ada")
    owner.execute("set search_path = public, jobs")
    owner.execute("insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')")
    owner.execute(
        "update jobs.procrastinate_jobs set status = 'doing', worker_id = (select id from jobs.procrastinate_workers limit 1)"
        " where queue_name <> 'periodic'"
    )
    owner.execute("reset search_path")
    async with jobs.connected():
        await jobs.rescue_stalled()
    await drain()
    assert [line.split()[0] for line in RUNS] == ["ada"]


async def test_people_can_queue_but_not_read_jobs(acme):
    from sqlalchemy.exc import ProgrammingError
    from sqlmodel import text

    with pytest.raises(ProgrammingError, match="permission denied"):
        async with unit_of_work(acme.owner) as db:
            await db.exec(text("select * from jobs.procrastinate_jobs"))


async def test_a_worker_works_on_after_postgres_has_cut_its_connections(acme, owner):
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and datname = current_database()"
    working = asyncio.create_task(jobs.run_worker())
    try:
        for count, who in enumerate(("before", "while it stumbles", "afterwards"), start=1):
            await _queue(acme.viewer, notes, who=who)
            await until(lambda: len(RUNS) >= count)  # noqa: B023  awaited at once
            owner.execute(cut, [SYSTEM_LOGIN])
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_a_worker_that_is_told_to_stop_stops_although_it_cannot_tell_postgres(acme, owner):
    working = asyncio.create_task(jobs.run_worker())
    await _queue(acme.viewer, notes, who="ada")
    await until(lambda: RUNS)
    owner.execute("alter table jobs.procrastinate_workers rename to out_of_reach")
    try:
        working.cancel()
        await asyncio.wait([working], timeout=10)
    finally:
        owner.execute("alter table jobs.out_of_reach rename to procrastinate_workers")
    assert working.cancelled()


async def test_a_job_that_a_stopping_worker_does_not_wait_for_is_done_by_the_next(acme, owner, drain):
    await _queue(acme.viewer, slow, seconds="30")
    working = asyncio.create_task(jobs.run_worker(grace_seconds=0.2))
    await until(lambda: RUNS)
    working.cancel()
    await asyncio.wait([working], timeout=10)
    assert working.cancelled()
    owner.execute("set search_path = public, jobs")
    owner.execute(
        "update jobs.procrastinate_jobs set args = jsonb_set(args, '{seconds}', '\"0\"') where queue_name = 'default'"
    )
    owner.execute("reset search_path")
    await drain()
    assert RUNS == ["begins", "begins", "ends"]


@pytest.fixture
def every_second():
    """A function that is due every second; the registry forgets it afterwards."""

    async def tick() -> None:
        RUNS.append(current_correlation())

    known = dict(jobs.registry.periodic_registry.periodic_tasks)
    jobs.periodic("* * * * * *")(tick)
    (added,) = jobs.registry.periodic_registry.periodic_tasks.keys() - known.keys()
    yield added[0]
    del jobs.registry.periodic_registry.periodic_tasks[added]
    del jobs.registry.tasks[added[0]]


async def test_a_worker_runs_what_is_due_once_each_time(owner, every_second):
    working = asyncio.create_task(jobs.run_worker())
    await asyncio.sleep(2.5)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    query = (
        "select (args->>'timestamp')::int from jobs.procrastinate_jobs where task_name = %s and status = 'succeeded'"
    )
    due = [row[0] for row in owner.execute(query, [every_second]).fetchall()]
    assert len(set(due)) == len(due) == len(RUNS) >= 2
    assert max(due) - min(due) == len(due) - 1, "one of every second"
    assert all(RUNS)
    assert len(set(RUNS)) == len(RUNS), "each has a request id of its own"
