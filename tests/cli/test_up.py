"""`hiveforge up` as a person runs it: one command, an address, log-ins, and nothing left behind however it ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from hiveforge.core.settings import PROJECT

ORIGIN = "http://localhost:8000"  # the same for all ports and for the journeys, so that one build serves all runs
SECONDS_TO_STOP = 20

pytestmark = pytest.mark.timeout(400)


class Up:
    """A running command."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from hiveforge.cli import main; main()", "up"],
            env={
                **os.environ, "PORT": str(self.port), "HIVEFORGE_ORIGIN": ORIGIN, "DATABASE_URL": "",
                "HIVEFORGE_DATA_DIRECTORY": str(data), "HIVEFORGE_ENVIRONMENT": "development",
                "HIVEFORGE_WORKER_IN_WEB": "true", "REFLEX_WEB_WORKDIR": str(PROJECT / ".web-test"),
            },
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.output = ""

    def read_until(self, words: str) -> str:
        """What it printed so far."""
        assert self.process.stdout is not None
        while words not in self.output:
            line = self.process.stdout.readline()
            assert line, f"it ended before it said {words!r}:\n{self.output}"
            self.output += line
        return self.output

    def get(self, path: str) -> str:
        answer = httpx.get(f"http://127.0.0.1:{self.port}{path}", headers={"Host": "localhost:8000"}, timeout=10)
        return answer.raise_for_status().text

    def kill(self) -> None:
        """kill -9, without a chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def everything_is_gone(self) -> bool:
        """Whether neither server nor database is left, in the time a person waits."""
        give_up = time.monotonic() + SECONDS_TO_STOP
        while self._left() and time.monotonic() < give_up:
            time.sleep(0.2)
        return not self._left()

    def _left(self) -> list[int]:
        marks = (str(self.data), f"hiveforge.cli.server {self.process.pid}")
        lines = {each.pid: " ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])}
        return [pid for pid, line in lines.items() if any(mark in line for mark in marks)]


@pytest.fixture
def up() -> Iterator[Callable[[], Up]]:
    data = Path(tempfile.mkdtemp(prefix="hf"))
    data.chmod(0o755)
    started: list[Up] = []

    def start() -> Up:
        started.append(Up(data))
        return started[-1]

    yield start
    for each in started:
        each.kill()
    assert all(each.everything_is_gone() for each in started)
    shutil.rmtree(data)


def test_up_serves_the_product_says_where_and_stops_on_sigterm(up: Callable[[], Up]) -> None:
    command = up()
    said = command.read_until("Ctrl-C stops everything.")
    assert f"HiveForge is up: {ORIGIN}" in said
    assert "ada@northwind.example" in said
    assert "<h1" in command.get("/")
    assert '"status":"ready"' in command.get("/readyz")
    command.process.terminate()
    rest, _ = command.process.communicate(timeout=SECONDS_TO_STOP)
    assert command.process.returncode == 0
    assert rest.endswith("Stopped.\n")
    assert command.everything_is_gone()


def test_second_up_keeps_data_and_build_and_leaks_nothing_when_killed(up: Callable[[], Up]) -> None:
    first = up()
    first.read_until("Ctrl-C stops everything.")
    first.process.send_signal(signal.SIGINT)
    first.process.communicate(timeout=SECONDS_TO_STOP)
    second = up()
    said = second.read_until("Ctrl-C stops everything.")
    assert "Building" not in said
    assert "Migrated" not in said
    assert "ada@northwind.example" in said
    second.kill()
    assert second.everything_is_gone()


def test_two_ups_share_one_database(up: Callable[[], Up]) -> None:
    first, second = up(), up()
    first.read_until("Ctrl-C stops everything.")
    second.read_until("Ctrl-C stops everything.")
    first.kill()
    time.sleep(6)  # longer than the grace period
    assert '"status":"ready"' in second.get("/readyz")
