"""The product as people get it: `hiveforge up`, with a database and a port of its own, which journeys break and mend."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from psycopg import sql
from security.server import free_port

from hiveforge.core.settings import PROJECT
from hiveforge.embedded import postgres

ALL = PROJECT / ".hiveforge" / "journeys"
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))  # every worker has a product of its own
HOME = ALL / str(NUMBER)
ORIGIN = "http://localhost:8000"  # as in tests/cli: part of the build, which then serves every test and every worker
BUILDS = PROJECT / ".web-test"
SECONDS_TO_START = 300  # the first time it builds
_OURS = ("HIVEFORGE_", "DATABASE_", "REDIS_", "RESEND_", "SENTRY_", "REFLEX_", "PORT", "OPENAI_", "ANTHROPIC_")


class Product:
    """One run of `hiveforge up` after the other, on the same database."""

    def __init__(self, model_url: str) -> None:
        self._model_url = model_url
        self.port = free_port()
        self.log = HOME / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask it without a browser."""
        headers = {"Host": urlsplit(ORIGIN).netloc} | options.pop("headers", {})
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, **options)

    def start(self) -> None:
        """Return when it can be used."""
        HOME.mkdir(parents=True, exist_ok=True)
        command = [Path(sys.executable).with_name("hiveforge"), "up"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=PROJECT, env=self._environment(), stdout=log, stderr=log)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        give_up = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < give_up and self._process and self._process.poll() is None:
            try:
                if self.get("/readyz", timeout=5).is_success:
                    return
            except httpx.TransportError:
                pass  # nothing listens yet
            time.sleep(0.05)
        raise AssertionError(f"HiveForge did not come up:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        """Everything that serves, in the middle of whatever it does. The database stays."""
        if self._process:
            for process in [*_below(self._process.pid), self._process.pid]:
                os.kill(process, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def mend(self) -> None:
        """Whatever a journey has broken and not mended itself."""
        self.start_database()
        if self._process is None or self._process.poll() is not None:
            self.start()
        self.wait_until_ready()

    def start_database(self) -> None:
        self._database = postgres.ensure(
            HOME / "postgres", fsync="off", synchronous_commit="off", full_page_writes="off"
        )

    def stop_database(self) -> None:
        postgres.stop(HOME / "postgres")

    def empty_database(self) -> None:
        """What an earlier run left is gone; `start` fills it with the demo data."""
        with psycopg.connect(self._database.maintenance_url, autocommit=True) as server:
            for statement in ("drop database if exists {} with (force)", "create database {}"):
                server.execute(sql.SQL(statement).format(sql.Identifier(postgres.DATABASE)))

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Do as the owner of the database what no person can, such as letting time pass."""
        with psycopg.connect(self.database_url, autocommit=True) as owner:
            done = owner.execute(statement, values)  # pyright: ignore[reportArgumentType]
            return done.fetchall() if done.description else []

    @contextmanager
    def holding(self, table: str) -> Iterator[None]:
        """Nobody reads or writes this table meanwhile, as while somebody migrates it."""
        with psycopg.connect(self.database_url) as owner:
            owner.execute(sql.SQL("lock table {} in access exclusive mode").format(sql.Identifier(table)))
            yield

    def run(self, program: str, *arguments: str) -> None:
        """Let the product's own code do what no page offers."""
        environment = self._environment() | {"DATABASE_URL": self.database_url}
        subprocess.run([sys.executable, "-c", program, *arguments], cwd=PROJECT, env=environment, check=True)

    @property
    def database_url(self) -> str:
        return self._database.url

    def _environment(self) -> dict[str, str]:
        """Settings of our own: neither those of who runs the tests, nor those that other tests run with."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return inherited | {
            "HIVEFORGE_ENV_FILE": "",
            "HIVEFORGE_DATA_DIRECTORY": str(HOME),
            "HIVEFORGE_ARGON2_MEMORY_KIB": "64",
            "OPENAI_BASE_URL": self._model_url,
            "HIVEFORGE_ORIGIN": ORIGIN,
            "REFLEX_WEB_WORKDIR": str(BUILDS),
            "PORT": str(self.port),
            "PYTHONPATH": str(PROJECT),
            "MAKELEVEL": os.environ.get("MAKELEVEL", "0"),  # it then ends when we are killed
        }


def _below(process: int) -> list[int]:
    """Its children and theirs, the youngest first."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    children = [child for child, parent in parents if parent == process]
    return [found for child in children for found in (*_below(child), child)]
