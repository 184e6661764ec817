"""`hiveforge worker` as production runs it: it ends what it has begun when it is asked to stop, and leaves nothing."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from typing import Any

import psutil
import psycopg
import pytest
from click.testing import CliRunner
from mail_stand_in import KEY, served
from waiting import until

from hiveforge.cli import main
from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.settings import settings
from hiveforge.features import mailing
from hiveforge.sandbox.resend import Fault, ResendStandIn

HELLO = mailing.Email(mailing.Heading("Hello"), subject="Hello")


async def queue(to: str) -> None:
    async with unit_of_work(system("testing the worker")) as db:
        await mailing.queue(db, to=to, email=HELLO, kind="tests.hello")


@pytest.fixture
def outbox(owner: psycopg.Connection[Any]) -> Callable[[], list[str]]:
    query = "select status from outgoing_mails order by id"
    return lambda: [row[0] for row in owner.execute(query).fetchall()]


@pytest.fixture
async def resend() -> AsyncIterator[tuple[ResendStandIn, str]]:
    stand_in = ResendStandIn(KEY)
    async with served(stand_in) as url:
        yield stand_in, url


@pytest.fixture
async def worker(owner: psycopg.Connection[Any], resend: tuple[ResendStandIn, str]) -> AsyncIterator[Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from hiveforge.cli import main; main()", "worker",
        env=os.environ | {"RESEND_API_KEY": KEY, "RESEND_API_URL": resend[1]},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    yield started
    if started.returncode is None:
        started.kill()
        await started.wait()


async def test_worker_sends_mail_and_ends_the_one_it_has_begun_when_asked_to_stop(worker, resend, outbox, owner):
    provider, _ = resend
    await queue("ada@example.com")
    await until(lambda: outbox() == ["sent"], 30)
    provider.faults.append(Fault(status=200, delay=1.5, accepts=True))
    await queue("bob@example.com")
    await until(lambda: provider.requests == 2)
    family = psutil.Process(worker.pid).children(recursive=True)
    worker.terminate()
    said, _ = await asyncio.wait_for(worker.communicate(), 15)
    assert (worker.returncode, said) == (0, b"")
    assert outbox() == ["sent", "sent"]
    assert len(provider.sent) == 2
    assert not any(one.is_running() for one in family)
    assert owner.execute("select count(*) from jobs.procrastinate_workers").fetchone() == (0,)


def test_worker_refuses_production_without_secrets(monkeypatch):
    monkeypatch.setenv("HIVEFORGE_ENVIRONMENT", "production")
    settings.cache_clear()
    result = CliRunner().invoke(main, ["worker"])
    monkeypatch.undo()
    settings.cache_clear()
    assert result.exit_code == 1
    assert "Production cannot start" in result.output
    assert "HIVEFORGE_SECRET_KEY" in result.output
