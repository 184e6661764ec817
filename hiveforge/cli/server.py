"""The web process: `python -m hiveforge.cli.server <parent's process id>`, with REFLEX_WEB_WORKDIR naming a finished build.

Serves pages, websocket events, API and webhooks on one port. Builds nothing and starts no database.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from hiveforge.core.databases import databases
from hiveforge.core.garbage import importing
from hiveforge.core.privileges import PowerfulLogin, refuse_powerful_login
from hiveforge.core.settings import settings

from .processes import end_with_parent

SECONDS_FOR_OPEN_REQUESTS = 6


def application() -> Any:
    """Called by Granian in each of its processes."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with_parent(parent.pid)
    with importing():
        from hiveforge.hiveforge import app

        return app()


def serve(target: str = f"{__package__}.server:application") -> None:
    """Serve `target` until SIGINT or SIGTERM. Refuses a database login that row-level security does not bind."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.update(REFLEX_ENV_MODE="prod", __REFLEX_SKIP_COMPILE="true", __REFLEX_MOUNT_FRONTEND_COMPILED_APP="true")
    try:
        refuse_powerful_login(databases().web)
    except (PowerfulLogin, psycopg.OperationalError) as error:
        raise SystemExit(f"The server cannot start: {error}") from None
    server = Server(
        target,
        factory=True,
        address=settings().host,
        port=settings().port,
        interface=Interfaces.ASGI,
        workers=settings().web_processes,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_FOR_OPEN_REQUESTS,
        log_level=LogLevels.warning,
    )
    with _counting_together(settings().web_processes):
        server.serve()


@contextmanager
def _counting_together(processes: int) -> Iterator[None]:
    """Whichever of several processes is asked for metrics knows those of all, from files in a directory of this run."""
    if processes == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="hiveforge-metrics-") as directory:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = directory
        yield


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    serve()
