"""Programs that a command starts: they never outlive it, and they get the chance to end well.

Each runs in a session of its own, so that Ctrl-C in the terminal reaches only us, and we decide the order.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

SECONDS_TO_END_WELL = 10
WATCH_SECONDS = 0.5


class Program:
    """A started program and everything it starts itself."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], **options: Any) -> None:
        self._process = subprocess.Popen(command, env=environment, start_new_session=True, **options)

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and after ten seconds, or at another Ctrl-C, end it and what it left behind."""
        try:
            if self.running:
                self._process.terminate()
                self._process.wait(SECONDS_TO_END_WELL)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            print("It does not end by itself, so it is killed.", file=sys.stderr)
        finally:
            self._kill_group()
            self._process.wait()

    def _kill_group(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # nothing is left, as it should be


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], **options: Any) -> Iterator[Program]:
    """Run a program until the end of the block, however the block ends."""
    program = Program(command, environment, **options)
    try:
        yield program
    finally:
        program.stop()


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Leave the block quietly on Ctrl-C, on SIGTERM, and when the terminal or `make` above us is gone."""

    def leave(_signal: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup asks for
        signal.signal(signal.SIGHUP, leave)
    if "MAKELEVEL" in os.environ:  # started by make, which passes no signal on when it is killed itself
        end_with_parent(os.getppid())
    try:
        yield
    except KeyboardInterrupt:
        return


def end_with_parent(parent: int) -> None:
    """Send ourselves SIGTERM when `parent` is no longer our parent, and kill our group when that does not help."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_END_WELL)
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
