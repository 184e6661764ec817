"""Composition root of the worker process: works on jobs until it is told to stop."""

import asyncio
import contextlib
import signal

from hiveforge import slices
from hiveforge.core import jobs
from hiveforge.core.db import close_engines
from hiveforge.core.garbage import importing
from hiveforge.core.logs import configure_logging
from hiveforge.core.pool import close_pool
from hiveforge.core.settings import settings
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.llm import close_llm
from hiveforge.gateways.payments import payments


async def work(*, concurrency: int = 4) -> None:
    """Work until SIGINT or SIGTERM; a job that has begun gets ten seconds to end, else the next worker begins it again."""
    settings().refuse_unsafe_production()
    configure_logging(settings())
    with importing():
        slices.load("models")
        slices.load("tasks")
    payments()  # its stand-in brings jobs of its own: messages on their way, and time going by
    jobs.report_failures_to(error_reporter().report)
    working = asyncio.create_task(jobs.run_worker(concurrency=concurrency))
    for asked in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(asked, working.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await working
    finally:
        await close_llm()
        await close_pool()
        await close_engines()
        await asyncio.to_thread(error_reporter().close)


def main(concurrency: int = 4) -> None:
    asyncio.run(work(concurrency=concurrency))
