import asyncio

import psycopg

from hiveforge.core import health


async def test_live_needs_no_database(browse, closed_database):
    async with browse() as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_not_ready_while_the_database_is_away(browse, closed_database):
    async with browse() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unready")
    assert int(answer.headers["retry-after"]) > 0
    assert not any(check["well"] for check in answer.json()["checks"].values())
    assert "127.0.0.1" not in answer.text


async def test_ready_with_database_schema_and_worker(browse, owner):
    beat(owner, "0 seconds")
    async with browse() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert set(answer.json()["checks"]) == {"database", "migrations", "worker"}


async def test_not_ready_with_another_schema_than_this_code(browse, owner):
    beat(owner, "0 seconds")
    with owner.transaction(force_rollback=False):
        (head,) = owner.execute("select version_num from alembic_version").fetchone() or ("",)
    owner.execute("update alembic_version set version_num = 'older'")
    try:
        async with browse() as client:
            answer = await client.get("/readyz")
    finally:
        owner.execute("update alembic_version set version_num = %s", [head])
    assert answer.status_code == 503
    assert "hiveforge migrate" in answer.json()["checks"]["migrations"]["detail"]


async def test_pages_stay_up_without_a_worker_of_its_own_process(browse, owner):
    async with browse() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


async def test_process_whose_own_worker_is_dead_is_not_ready(browse, owner, configure):
    configure(HIVEFORGE_WORKER_IN_WEB="true")
    beat(owner, "5 minutes")
    async with browse() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["worker"]["well"]) == (503, False)


async def test_queue_that_nobody_empties_is_told(owner):
    beat(owner, "0 seconds")
    owner.execute("select jobs.procrastinate_defer_jobs_v1(array[row('default', 'x', 0, null, null, '{}', null)::jobs.procrastinate_job_to_defer_v1])")  # fmt: skip
    assert (await worker_finding()).well
    owner.execute("update jobs.procrastinate_events set at = now() - interval '6 minutes'")
    assert (await worker_finding()).detail == "Jobs wait and are not taken."


async def test_job_of_the_future_is_no_stuck_queue(owner):
    beat(owner, "0 seconds")
    owner.execute("select jobs.procrastinate_defer_jobs_v1(array[row('default', 'x', 0, null, null, '{}', now() + interval '1 hour')::jobs.procrastinate_job_to_defer_v1])")  # fmt: skip
    owner.execute("update jobs.procrastinate_events set at = now() - interval '1 day'")
    assert (await worker_finding()).well


async def test_asking_often_does_not_ask_the_database_often(browse, owner):
    beat(owner, "0 seconds")
    async with browse() as client:
        assert (await client.get("/readyz")).json()["status"] == "ready"
        owner.execute("delete from jobs.procrastinate_workers")
        assert (await client.get("/readyz")).json()["status"] == "ready"
        await asyncio.sleep(1.1)
        assert (await client.get("/readyz")).json()["status"] == "degraded"


async def worker_finding() -> health.Finding:
    return next(finding for finding in await health.examine() if finding.name == "worker")


def beat(owner: psycopg.Connection, ago: str) -> None:
    owner.execute(
        "insert into jobs.procrastinate_workers (last_heartbeat) values (now() - cast(%s as interval))", [ago]
    )
