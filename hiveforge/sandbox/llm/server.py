"""The process of the demo model: `python -m hiveforge.sandbox.llm.server <home> <weights> <idle seconds>`.

llama.cpp's own server, which speaks OpenAI's and Anthropic's protocol, held to one thread and a bounded memory. It ends when
nobody needs it: when its clients are gone, when it was idle, or when its directory was deleted.
"""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

from hiveforge.core.file_locks import acquire_now

from .home import Endpoint, Home
from .model import ANSWERS_AT_ONCE, CONTEXT_TOKENS, MODEL

MOST_MEMORY = 512 << 20  # it takes about 270 MB
WATCH_SECONDS = 0.5
GLANCES, GLANCE_SECONDS = 20, 0.02


def main(home: Home, weights: Path, idle_seconds: float) -> None:
    """Serve until nobody needs it. Another server that runs already is left alone."""
    if _only_server(home) is None:
        return
    _bound_memory()
    key = secrets.token_urlsafe(24)
    server = _serve(weights, key)
    home.use()
    home.announce(Endpoint(server.listening_address, key))
    while _needed(home, idle_seconds):
        time.sleep(WATCH_SECONDS)
    home.withdraw()
    os._exit(0)  # not through llama.cpp's own end, which waits for answers in the making


def _only_server(home: Home) -> int | None:
    """The lock that this process holds until it ends; None when another server has it, and not only a client's glance."""
    for _ in range(GLANCES):
        if (lock := acquire_now(home.server_lock)) is not None:
            return lock
        time.sleep(GLANCE_SECONDS)
    return None


def _bound_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(weights: Path, key: str) -> Any:
    import xllamacpp

    asked = xllamacpp.CommonParams()  # pyright: ignore[reportAttributeAccessIssue]
    asked.model.path = str(weights)
    asked.model_alias = {MODEL}
    asked.hostnames, asked.port, asked.api_keys = ["127.0.0.1"], 0, [key]
    asked.n_ctx, asked.n_parallel = CONTEXT_TOKENS * ANSWERS_AT_ONCE, ANSWERS_AT_ONCE
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
    asked.n_threads_http = 2 * ANSWERS_AT_ONCE
    asked.n_gpu_layers, asked.fit_params, asked.warmup = 0, False, False
    asked.cache_ram_mib = 0  # it would keep gigabytes of prompts
    asked.ui, asked.endpoint_slots, asked.cors_origins = False, False, ""
    sampling = asked.sampling  # it repeats itself, and the more so the longer it talks
    sampling.temp, sampling.penalty_repeat, sampling.seed = 0.2, 1.15, 1
    asked.verbosity = 0  # more would write prompts down
    return xllamacpp.Server(asked)  # pyright: ignore[reportAttributeAccessIssue]


def _needed(home: Home, idle_seconds: float) -> bool:
    try:
        nobody = acquire_now(home.clients_lock)
    except FileNotFoundError:
        return False
    if nobody is not None:
        os.close(nobody)
        return False
    return home.idle_seconds() < idle_seconds


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), Path(sys.argv[2]), float(sys.argv[3]))
