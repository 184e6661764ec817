"""What fifty answers that are written at the same time cost the worker in memory."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import LiteralString

import psutil
import psycopg

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.features import assistant, usage

from .database import first_owner
from .report import Measurement
from .world import BARE_PORT, PROJECT

CHATS = 50
_STREAMING = "select count(*) from assistant_messages where status = 'streaming' and text <> ''"
_UNFINISHED = "select count(*) from assistant_messages where status in ('waiting', 'streaming')"


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """The worker's memory while all are streamed, against its memory after the first few were."""
    actor = first_owner(owner)
    async with unit_of_work(system("measuring")) as db:
        await usage.set_allowance(
            db, actor.organization_id, included=10_000, period_start=now(), period_end=now() + timedelta(days=30),
            payer="", overage_allowed=False,
        )  # fmt: skip
    vendor = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": f"http://127.0.0.1:{BARE_PORT}/slow/v1"}
    with _worker(vendor) as worker:
        await _ask(actor, 3)
        await _until(owner, _UNFINISHED, 0)
        before = worker.memory_info().rss
        await _ask(actor, CHATS)
        await _until(owner, _STREAMING, CHATS)
        peak = before
        while _count(owner, _UNFINISHED):
            peak = max(peak, worker.memory_info().rss)
            await asyncio.sleep(0.2)
    mebibytes = {"idle_mib": round(before / 2**20), "peak_mib": round(peak / 2**20), "chats": CHATS}
    return [Measurement("memory_of_chats", round(peak / before, 2), mebibytes)]


@contextmanager
def _worker(settings: dict[str, str]) -> Iterator[psutil.Process]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from hiveforge.worker import main; main()"], cwd=PROJECT, env=os.environ | settings
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def _ask(actor: Actor, chats: int) -> None:
    for number in range(chats):
        await assistant.ask(actor, assistant.AskForm(text=f"How do I invite colleague {number}?"))


async def _until(owner: psycopg.Connection, query: LiteralString, wanted: int) -> None:
    async with asyncio.timeout(120):
        while _count(owner, query) != wanted:  # noqa: ASYNC110  another process writes
            await asyncio.sleep(0.1)


def _count(owner: psycopg.Connection, query: LiteralString) -> int:
    row = owner.execute(query).fetchone()
    return row[0] if row else 0
