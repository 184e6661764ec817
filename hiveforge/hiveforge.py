"""Composition root of the web process: the API, the pages, the gate and the walls meet here, and only here."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

import reflex as rx

from hiveforge import slices
from hiveforge.core import jobs
from hiveforge.core.db import close_engines
from hiveforge.core.logs import configure_logging
from hiveforge.core.pool import close_pool
from hiveforge.core.settings import settings
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.llm import close_llm
from hiveforge.gateways.payments import local_pages
from hiveforge.ui import events
from hiveforge.ui.app_skeleton import app_skeleton
from hiveforge.ui.connection import connection_pill
from hiveforge.ui.csp_provider import csp_provider
from hiveforge.ui.error_page import error_boundary
from hiveforge.ui.focus_heading import focus_heading
from hiveforge.ui.gate import Gate
from hiveforge.ui.head import head
from hiveforge.ui.live import listening
from hiveforge.ui.sockets import guard_sockets
from hiveforge.web.app import create_api
from hiveforge.web.edge import wrap
from hiveforge.web.uploads import UploadAddresses

settings().refuse_unsafe_production()
configure_logging(settings())
slices.load("models")
slices.load("tasks")
report = error_reporter().report
jobs.report_failures_to(report)
events.report_failures_to(report)

api = create_api([*(module.router for module in slices.load("routes")), *local_pages()])
app = rx.App(
    stylesheets=["theme.css"],
    reset_style=False,  # Tailwind brings its own
    toaster=None,  # Reflex's toasts need eval, which the content security policy refuses
    html_lang="en",
    head_components=head(),
    hydrate_fallback=app_skeleton,
    api_transformer=[api, partial(wrap, report=report, uploads=UploadAddresses(api))],
    backend_exception_handler=events.unexpected,
    frontend_exception_handler=events.broken_page,
)
app.app_wraps[5, "Overlay"] = lambda stateful: rx.fragment(focus_heading(), *([connection_pill()] if stateful else []))
app.app_wraps[55, "ErrorBoundary"] = error_boundary
app.extra_app_wraps[40, "CSPProvider"] = csp_provider
app.add_middleware(Gate())
guard_sockets(app)
slices.load("pages")


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[None]:
    """Hear Postgres, work on jobs if this process is to, and give every connection back at the end."""
    async with listening(app):
        worker = None
        if settings().worker_in_web:
            # Less grace than the server gives open requests before it kills its processes.
            worker = asyncio.create_task(jobs.run_worker(grace_seconds=3))
        try:
            yield
        finally:
            if worker:
                worker.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await worker
            await close_llm()
            await close_pool()
            await close_engines()
            await asyncio.to_thread(error_reporter().close)


app.register_lifespan_task(serving)
