import os
import re
import subprocess
import sys

import pytest
from prometheus_client import REGISTRY

from hiveforge.core.actor import visitor
from hiveforge.core.db import _engine, _sessions, close_engines, unit_of_work


def requests(method: str, route: str, status: int) -> float:
    labels = {"method": method, "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("hiveforge_http_requests_total", labels) or 0.0


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/api/v1/things/missing", "/api/v1/things/{name}", 404),
        ("/api/v1/things/bug", "/api/v1/things/{name}", 500),
        ("/api/v1/any/thing/at/all", "/api/{rest:path}", 404),
        ("/o/acme/members", "(page)", 200),
        ("/theme.css", "(file)", 200),
    ],
)
async def test_requests_are_counted_under_their_template(browse, path, route, status):
    before = requests("GET", route, status)
    async with browse() as client:
        await client.get(path)
    assert requests("GET", route, status) == before + 1


async def test_invented_method_makes_no_label_of_its_own(browse):
    async with browse() as client:
        await client.request("BREW", "/api/v1/things")
        shown = (await client.get("/metrics")).text
    assert 'method="(other)"' in shown
    assert "BREW" not in shown


async def test_metrics_are_for_this_machine_without_a_token(browse):
    async with browse() as near, browse("203.0.113.9") as far:
        assert (await near.get("/metrics")).status_code == 200
        assert (await near.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})).status_code == 403
        assert (await far.get("/metrics")).status_code == 403
        assert (await far.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})).status_code == 403


async def test_metrics_are_for_whoever_has_the_token(browse, configure):
    configure(HIVEFORGE_METRICS_TOKEN="s3cret-token")
    async with browse("203.0.113.9") as far, browse() as near:
        good = await far.get("/metrics", headers={"authorization": "Bearer s3cret-token"})
        assert good.status_code == 200
        assert "hiveforge_http_request_seconds_bucket" in good.text
        assert (await far.get("/metrics", headers={"authorization": "Bearer wrong"})).status_code == 401
        assert (await near.get("/metrics")).status_code == 401


async def test_metrics_say_that_the_database_is_away(browse, closed_database):
    async with browse() as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert "hiveforge_database_up 0.0" in answer.text


async def test_metrics_show_the_queue(browse, owner):
    owner.execute("select jobs.procrastinate_defer_jobs_v1(array[row('default', 'x', 0, null, null, '{}', null)::jobs.procrastinate_job_to_defer_v1])")  # fmt: skip
    async with browse() as client:
        shown = (await client.get("/metrics")).text
    assert "hiveforge_database_up 1.0" in shown
    assert 'hiveforge_queue_jobs{status="todo"} 1.0' in shown


async def test_metrics_show_the_connections_of_each_login(browse, owner):
    async def in_use() -> float:
        shown = (await client.get("/metrics")).text
        return float(re.search(r'hiveforge_pool_connections{login="hiveforge_web",state="in_use"} (\S+)', shown)[1])

    await close_engines()  # another test may have watched another pool of this login
    _engine.cache_clear()
    _sessions.cache_clear()
    async with browse() as client:
        async with unit_of_work(visitor()) as db:
            await db.connection()
            held = await in_use()
        assert await in_use() == held - 1


def test_counters_of_several_processes_are_added_up_and_what_the_dead_held_is_not(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    count = "from hiveforge.core import metrics; metrics.observe_event('members.invite', 'done', 0.1); metrics.WEBSOCKETS.inc()"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    show = "from hiveforge.core import metrics; print(metrics.exposition().decode())"
    shown = subprocess.run([sys.executable, "-c", show], env=environment, check=True, capture_output=True, text=True)
    assert 'hiveforge_events_total{handler="members.invite",outcome="done"} 2.0' in shown.stdout
    assert not re.search(r"^hiveforge_websockets [^0]", shown.stdout, re.MULTILINE)
