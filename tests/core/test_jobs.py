"""Jobs: queued with their transaction, tried again only for outages, rescued from dead workers, told apart in the log."""

import asyncio

import pytest

from hiveforge.core import jobs
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


@pytest.fixture(autouse=True)
def _fresh():
    RUNS.clear()


async def _queue(actor, work, **arguments):
    async with unit_of_work(actor) as db:
        await work.later(db, **arguments)


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
            async with asyncio.timeout(20):
                while len(RUNS) < count:  # noqa: ASYNC110  a job has no event to wait for
                    await asyncio.sleep(0.05)
            owner.execute(cut, [SYSTEM_LOGIN])
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_a_worker_that_is_told_to_stop_while_postgres_is_away_stops(acme, outage):
    working = asyncio.create_task(jobs.run_worker(grace_seconds=1))
    await _queue(acme.viewer, notes, who="before")
    async with asyncio.timeout(20):
        while not RUNS:  # noqa: ASYNC110  a job has no event to wait for
            await asyncio.sleep(0.05)
    outage()
    working.cancel()
    await asyncio.wait({working}, timeout=30)
    assert working.cancelled()
