"""What a command starts ends with it: well when asked, by force when it will not, and even when the command is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

OBEDIENT = "import time; print('started', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + OBEDIENT
WITH_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]);" + OBEDIENT
WATCHING = (
    "import sys; from hiveforge.cli.processes import end_with_parent; end_with_parent(int(sys.argv[1]));" + OBEDIENT
)
COMMAND = """
import os, sys
from hiveforge.cli import processes
processes.SECONDS_TO_END_WELL = 1
with processes.stopping_on_signals():
    with processes.running([sys.executable, "-c", sys.argv[1], str(os.getpid()), sys.argv[2]], os.environ) as program:
        program.wait()
print("Stopped.", flush=True)
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def mark(tmp_path: Path) -> str:
    """A word on the command line of everything a test starts."""
    return f"mark-{tmp_path}"


@pytest.fixture
def start(mark: str) -> Iterator[Start]:
    begun: list[subprocess.Popen[str]] = []

    def command(program: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, program, mark],
            env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        begun.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        return process

    yield command
    for each in begun:
        each.kill()
        each.communicate()
    assert gone(mark)


def programs(mark: str) -> list[int]:
    return [each.pid for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or [])]


def gone(mark: str, seconds: float = 5) -> bool:
    give_up = time.monotonic() + seconds
    while programs(mark) and time.monotonic() < give_up:
        time.sleep(0.05)
    return not programs(mark)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_the_program_and_ends_the_command_quietly(start: Start, mark: str, number: int) -> None:
    command = start(OBEDIENT)
    command.send_signal(number)
    output, _ = command.communicate(timeout=5)
    assert (command.returncode, output) == (0, "Stopped.\n")
    assert gone(mark, 0)


def test_program_that_will_not_end_is_killed(start: Start, mark: str) -> None:
    command = start(STUBBORN)
    command.terminate()
    output, _ = command.communicate(timeout=5)
    assert "is killed" in output
    assert command.returncode == 0
    assert gone(mark, 0)


def test_second_interrupt_kills_at_once(start: Start) -> None:
    command = start(STUBBORN)
    command.send_signal(signal.SIGINT)
    time.sleep(0.3)
    command.send_signal(signal.SIGINT)
    began = time.monotonic()
    command.communicate(timeout=5)
    assert time.monotonic() - began < 0.6
    assert command.returncode == 0


def test_children_of_the_program_are_ended_too(start: Start) -> None:
    command = start(WITH_CHILD)
    child = psutil.Process(command.pid).children(recursive=True)[-1]
    command.terminate()
    command.communicate(timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_killed_command_takes_its_program_along(start: Start, mark: str) -> None:
    command = start(WATCHING)
    command.kill()
    command.wait()
    assert gone(mark)


def test_killed_make_takes_the_command_along(start: Start, mark: str) -> None:
    make = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {COMMAND!r}, {OBEDIENT!r}, {mark!r}])"],
        env={**os.environ, "MAKELEVEL": "1"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert make.stdout is not None
    assert make.stdout.readline() == "started\n"
    make.kill()
    make.wait()
    assert gone(mark)
    make.stdout.close()
