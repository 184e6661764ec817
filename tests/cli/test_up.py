"""`hiveforge up` as a person runs it: one command, an address, log-ins, and nothing left behind however it ends."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from security.browser import HYDRATE, Browser
from security.server import Server, free_port
from security.signing_in import secret_of
from waiting import until

from hiveforge.core.demo import DEMO_ACCOUNTS
from hiveforge.core.settings import PROJECT
from hiveforge.embedded.cluster import cluster_for

ORIGIN = "http://localhost:8000"  # the same for all ports and for the journeys, so that one build serves all runs
SECONDS_TO_STOP = 20
SECONDS_TO_COME_BACK = 10
WELCOME = "Ctrl-C stops everything."

pytestmark = pytest.mark.timeout(400)


class Up:
    """A running command."""

    def __init__(self, data: Path, host: str) -> None:
        self.port, self.host, self.data = free_port(), host, data
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from hiveforge.cli import main; main()", "up"],
            env={
                **os.environ, "PORT": str(self.port), "HIVEFORGE_HOST": host, "HIVEFORGE_ORIGIN": ORIGIN, "DATABASE_URL": "",
                "HIVEFORGE_DATA_DIRECTORY": str(data), "HIVEFORGE_ENVIRONMENT": "development",
                "HIVEFORGE_WORKER_IN_WEB": "true", "HIVEFORGE_DEMO_MODEL": "false",
                "REFLEX_WEB_WORKDIR": str(PROJECT / ".web-test"),
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
        answer = httpx.get(f"http://{self.host}:{self.port}{path}", headers={"Host": "localhost:8000"}, timeout=10)
        return answer.raise_for_status().text

    def seconds_of_work(self) -> float:
        """What it has asked of processors so far, with the processes it started: the same however busy the machine is."""
        everybody = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return sum(sum(one.cpu_times()[:4]) for one in everybody)

    @property
    def server(self) -> Server:
        """It, for whoever speaks to it without a browser."""
        return Server(f"http://{self.host}:{self.port}", ORIGIN, log=self.data / "log", probes=self.data / "probes")

    def stop(self, number: signal.Signals) -> str:
        """What it says while it ends, in time and well."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=SECONDS_TO_STOP)
        assert self.process.returncode == 0
        return rest

    @contextlib.contextmanager
    def mail_held_up(self) -> Iterator[Callable[[], bool]]:
        """Let no job that sends mail get to its end; gives a way to ask whether one has begun."""
        query = "select count(*) > 0 from jobs.procrastinate_jobs where task_name = 'mailing.send' and status = 'doing'"
        address = cluster_for(self.data / "postgres").url("hiveforge")
        with contextlib.closing(psycopg.connect(address)) as connection:
            connection.execute("lock table public.inbox_messages in exclusive mode")
            yield lambda: connection.execute(query).fetchone() == (True,)

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
def up() -> Iterator[Callable[..., Up]]:
    data = Path(tempfile.mkdtemp(prefix="hf"))
    data.chmod(0o755)
    started: list[Up] = []

    def start(host: str = "127.0.0.1") -> Up:
        started.append(Up(data, host))
        return started[-1]

    yield start
    for each in started:
        each.kill()
    assert all(each.everything_is_gone() for each in started)
    shutil.rmtree(data)


async def test_up_serves_the_product_and_comes_back_quickly_with_everything(up: Callable[..., Up]) -> None:
    first = up("127.0.0.2")
    said = first.read_until(WELCOME)
    assert f"HiveForge is up: {ORIGIN}" in said
    assert "ada@northwind.example" in said
    assert "<h1" in first.get("/")
    assert '"status":"ready"' in first.get("/readyz")
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", first.port)
    assert first.stop(signal.SIGTERM).endswith("Stopped.\n")
    assert first.everything_is_gone()

    second = up()
    said = second.read_until(WELCOME)
    assert second.seconds_of_work() < SECONDS_TO_COME_BACK
    assert "Building" not in said
    assert "Migrated" not in said
    assert "ada@northwind.example" in said
    await stops_with_people_and_work_in_it(second)


async def stops_with_people_and_work_in_it(command: Up) -> None:
    server = command.server
    async with server.http() as http:
        person = {"email": DEMO_ACCOUNTS[0].email, "password": DEMO_ACCOUNTS[0].password}
        secret = secret_of(server, await http.post("/auth/sign-in", data=person))
        async with Browser(server, secret) as one, Browser(server, secret) as other:
            for tab in (one, other):
                assert "ada@northwind.example" in await tab.ask(HYDRATE, path="/o/northwind")
            with command.mail_held_up() as one_is_begun:
                stranger = {"name": "Pat", "email": "pat@example.com", "password": "seven lazy herons"}
                assert (await http.post("/auth/sign-up", data=stranger)).has_redirect_location
                await until(one_is_begun)
                said = await asyncio.to_thread(command.stop, signal.SIGINT)
    assert said.endswith("Stopped.\n")
    assert command.everything_is_gone()


def test_two_ups_share_one_database(up: Callable[..., Up]) -> None:
    first, second = up(), up()
    first.read_until(WELCOME)
    second.read_until(WELCOME)
    first.kill()
    time.sleep(6)  # longer than the grace period
    assert '"status":"ready"' in second.get("/readyz")
