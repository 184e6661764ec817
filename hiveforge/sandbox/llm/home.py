"""What the demo model's clients and its server know of each other: files in one private directory.

`server.lock` is held by the server for as long as it lives, `clients.lock`, shared, by everybody who uses it; the kernel
drops both however their holder dies. `endpoint.json` says where the server listens and with which key.
"""

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hiveforge.core.file_locks import acquire_now


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`url` is that of Anthropic's protocol; OpenAI's is below `/v1`."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Home:
    directory: Path

    @property
    def server_lock(self) -> Path:
        return self.directory / "server.lock"

    @property
    def clients_lock(self) -> Path:
        return self.directory / "clients.lock"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts the server."""
        return self.directory / "start.lock"

    @property
    def log(self) -> Path:
        """What the server said when it failed."""
        return self.directory / "server.log"

    @property
    def _endpoint(self) -> Path:
        return self.directory / "endpoint.json"

    @property
    def _used(self) -> Path:
        return self.directory / "used"

    def prepare(self) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory.chmod(0o700)

    def announce(self, endpoint: Endpoint) -> None:
        """Say where the server listens; only its owner can read it."""
        draft = self._endpoint.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(endpoint)))
        draft.replace(self._endpoint)

    def withdraw(self) -> None:
        self._endpoint.unlink(missing_ok=True)

    def endpoint(self) -> Endpoint | None:
        """Where the server listens; None when none runs."""
        try:
            said = json.loads(self._endpoint.read_text())
        except FileNotFoundError:
            return None
        free = acquire_now(self.server_lock)
        if free is not None:  # what is written there outlived its server
            os.close(free)
            return None
        return Endpoint(**said)

    def use(self) -> None:
        """Put the end for want of work off."""
        self._used.touch()

    def idle_seconds(self) -> float:
        try:
            return time.time() - self._used.stat().st_mtime
        except FileNotFoundError:
            return 0
