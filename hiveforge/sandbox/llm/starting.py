"""Finds the demo model's server or starts it: one for each data directory, whoever asks first."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from hiveforge.core.file_locks import acquire, locked
from hiveforge.core.settings import PROJECT, settings
from hiveforge.sandbox import refuse_production

from .home import Endpoint, Home
from .weights import weights

IDLE_SECONDS = 900
SECONDS_TO_START = 60
_POLL_SECONDS = 0.05

_joined: dict[Path, int] = {}
_started: list[subprocess.Popen[bytes]] = []


class CannotStart(Exception):
    """The server did not come up; the message says what it said."""


def home_of(directory: Path | None = None) -> Home:
    return Home((directory or settings().data_directory) / "llm")


async def endpoint(
    home: Home | None = None, *, idle_seconds: float = IDLE_SECONDS, model: Path | None = None
) -> Endpoint:
    """Where the server listens, started if it does not run, for as long as any process that called this lives.

    It ends by itself when nobody has called this for `idle_seconds`. Raises CannotStart, and UnsafeSettings in production.
    """
    refuse_production("The demo model")
    home = home or home_of()
    found = home.endpoint() if home.directory in _joined else None
    if found is None:
        found = await asyncio.to_thread(_start, home, idle_seconds, model or weights())
    home.use()
    return found


def leave(home: Home | None = None) -> None:
    """Need the server no more; after the last process that does, it ends."""
    lock = _joined.pop((home or home_of()).directory, None)
    if lock is not None:
        os.close(lock)


def _start(home: Home, idle_seconds: float, model: Path) -> Endpoint:
    home.prepare()
    with locked(home.start_lock):
        if home.directory not in _joined:
            _joined[home.directory] = acquire(home.clients_lock, shared=True)
        return home.endpoint() or _wait(home, _spawn(home, idle_seconds, model))


def _spawn(home: Home, idle_seconds: float, model: Path) -> subprocess.Popen[bytes]:
    _started[:] = [process for process in _started if process.poll() is None]
    home.withdraw()  # what a killed server left
    home.use()
    with home.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.server", str(home.directory), str(model), str(idle_seconds)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={"PYTHONPATH": str(PROJECT)},  # and none of our secrets
        )
    _started.append(process)
    return process


def _wait(home: Home, process: subprocess.Popen[bytes]) -> Endpoint:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if (found := home.endpoint()) is not None:
            return found
        if process.poll() is not None:
            raise CannotStart(f"The demo model ended with {process.returncode}: {_last_words(home)}")
        time.sleep(_POLL_SECONDS)
    process.kill()
    raise CannotStart(f"The demo model did not start within {SECONDS_TO_START} s.")


def _last_words(home: Home) -> str:
    said = home.log.read_text(errors="replace").strip().splitlines()
    return said[-1][:300] if said else "it said nothing"
