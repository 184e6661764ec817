"""Clients of an embedded Postgres as processes of their own, so that they can be killed."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from hiveforge.embedded import postgres

CLIENT = """
import sys, time
from pathlib import Path
from hiveforge.embedded.postgres import ensure
print(ensure(Path(sys.argv[1]), grace_seconds=float(sys.argv[2]), fsync="off").url, flush=True)
time.sleep(60)
"""


class Client:
    """A process that asked for the server and lives until it is killed."""

    def __init__(self, root: Path, grace_seconds: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(root), str(grace_seconds)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def url(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        """kill -9, without a chance to tidy up."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(5)
        self._process.stdout and self._process.stdout.close()


Start = Callable[..., Client]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A directory whose server may run already or not; the tests of a module share it."""
    with _directory() as path:
        yield path


@pytest.fixture
def empty_root() -> Iterator[Path]:
    with _directory() as path:
        yield path


@contextmanager
def _directory() -> Iterator[Path]:
    """One that other accounts may enter, which pytest's own temporary ones are not."""
    path = Path(tempfile.mkdtemp(prefix="hf"))
    path.chmod(0o755)
    yield path
    postgres.stop(path)
    shutil.rmtree(path)


@pytest.fixture
def client() -> Iterator[Start]:
    started: list[Client] = []

    def start(root: Path, grace_seconds: float = 0.3) -> Client:
        started.append(Client(root, grace_seconds))
        return started[-1]

    yield start
    for each in started:
        each.kill()


def servers(root: Path) -> list[int]:
    """The running servers of this directory, by process id, whatever their own files say."""
    return _processes(f"postgres -D {root}")


def reapers(root: Path) -> list[int]:
    return _processes(f"hiveforge.embedded.reaper {root}")


def _processes(words: str) -> list[int]:
    return [each.pid for each in psutil.process_iter(["cmdline"]) if words in " ".join(each.info["cmdline"] or [])]


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition came true in time."""
    give_up = time.monotonic() + seconds
    while not condition() and time.monotonic() < give_up:
        time.sleep(0.05)
    return condition()
