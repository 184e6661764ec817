"""Processes that can be killed and are back at once: forked from one that has imported everything."""

import gc
import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from hiveforge import slices, worker
from hiveforge.core.settings import settings
from hiveforge.gateways.payments import payments

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "pytest"])
for part in ("models", "tasks", "routes"):
    slices.load(part)
payments()
importlib.import_module("openai")  # takes seconds, and is imported when a vendor is first asked


class Victim:
    """A process of this kind, always one at a time."""

    def __init__(self, what: Callable[..., None], *given: Any) -> None:
        self.what, self.given, self.kills = what, given, 0
        self.start()

    def start(self) -> None:
        self.process = _FORKS.Process(target=self.what, args=self.given, daemon=True)
        self.process.start()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        assert self.process.exitcode == -signal.SIGKILL, "it had ended by itself"
        self.kills += 1


def work(environment: dict[str, str] | None = None) -> None:
    """The product's own worker, with settings of its own."""
    os.environ.update(environment or {})
    settings.cache_clear()
    gc.freeze()  # what was imported before the fork is never garbage
    worker.main()
