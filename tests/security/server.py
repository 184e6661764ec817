"""The real web process on the test database, and clients that send what Reflex's own frontend would never send."""

import asyncio
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from hiveforge.core.settings import PROJECT, settings
from hiveforge.ui.events import Failure

NAMESPACE = "/_event"
ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate"
# The handlers of probe.py, which is never imported here: its states would be registered for other tests, too.
PROBE = f"{ROOT}.security___probe____probe"
LEFT, RIGHT = (f"{ROOT}.security___probe____{side}.remember" for side in ("left", "right"))
RECALL = f"{ROOT}.security___probe____left.recall"
_SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running web process. `log` is what it printed, `ran` what its probes wrote down."""

    address: str
    origin: str
    log: Path
    probes: Path

    @property
    def ran(self) -> list[str]:
        return sorted(self.probes.read_text().splitlines())

    @property
    def websocket(self) -> str:
        return self.address.replace("http", "ws", 1) + "/_event/?EIO=4&transport=websocket"

    def http(self, secret: str = "", **headers: str) -> httpx.AsyncClient:
        """A client; with the cookie of a session if there is one."""
        said = {"Origin": self.origin, "Host": self.origin.partition("//")[2]} | headers
        if secret:
            said["Cookie"] = f"{settings().session_cookie}={secret}"
        return httpx.AsyncClient(base_url=self.address, headers=said, timeout=20)


@contextmanager
def serving(
    directory: Path, app: str = "hiveforge.hiveforge:app", *, workers: int = 1, **environment: str
) -> Iterator[Server]:
    """The whole application on a free port, without a compiled frontend, until the end of the block."""
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = Server(address, environment.get("HIVEFORGE_ORIGIN", address), directory / "log", directory / "probes")
    server.probes.touch()
    variables = os.environ | {
        "PORT": str(port), "HIVEFORGE_HOST": "127.0.0.1", "HIVEFORGE_ORIGIN": address, "PROBES": str(server.probes),
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'tests'}",
        "REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true", "REFLEX_WEB_WORKDIR": str(directory / "web"),
        "REFLEX_UPLOADED_FILES_DIR": str(directory / "uploads"),
    } | environment  # fmt: skip
    command = [
        Path(sys.executable).parent / "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--workers-kill-timeout", "5", app,
    ]  # fmt: skip
    with server.log.open("w") as log:
        process = subprocess.Popen(command, env=variables, cwd=PROJECT, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    """The address of a Redis of our own; skips the test on machines without one."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    settled = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(directory)]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen([program, "--port", str(port), *settled], stdout=log, stderr=log)
    try:
        _wait_until_it_listens(port)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Browser:
    """Speaks Socket.IO by hand, so that it can send any frame, with any header, from any page."""

    _numbers = itertools.count()

    def __init__(self, server: Server, secret: str = "", *, token: str = "", cookie: str = "", **headers: str) -> None:
        self.server, self.token = server, token or f"tab-{os.getpid()}-{next(self._numbers)}"
        jar = cookie or (f"{settings().session_cookie}={secret}" if secret else "")
        self.headers = {"Origin": server.origin} | ({"Cookie": jar} if jar else {}) | headers
        self.heard: list[Any] = []
        self._path = "/o/acme/members"

    async def __aenter__(self) -> Self:
        return await self.connect()

    async def inherit(self) -> Self:
        """Connect with the token of a tab that was closed, as soon as the server has noticed that it is."""
        async with asyncio.timeout(10):
            while "new_token" in (await self.connect()).forget():
                await self.disconnect()
                await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disconnect()

    async def connect(self, auth: Any = None) -> Self:
        """Open the socket and join the namespace of events. Raises InvalidStatus when it is turned down."""
        address = f"{self.server.websocket}&token={quote(self.token)}"
        self.socket = await connect(address, additional_headers=self.headers, max_size=None)
        await self.socket.recv()
        await self.socket.send(f"40{NAMESPACE},{'' if auth is None else json.dumps(auth)}")
        self._joined = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(10):
            await self._joined.wait()
        return self

    async def disconnect(self) -> None:
        await self.socket.close()
        await self._listening

    async def until_closed(self) -> None:
        """Wait for the server to end the connection."""
        async with asyncio.timeout(10):
            await self._listening

    @property
    def connected(self) -> bool:
        return not self._listening.done()

    async def _listen(self) -> None:
        try:
            async for frame in self.socket:
                said = str(frame)
                if said == "2":
                    await self.socket.send("3")
                elif said.startswith("40"):
                    self._joined.set()
                elif said.startswith("42"):
                    self.heard.append(json.loads(said.partition(",")[2]))
        except ConnectionClosed:
            return

    async def emit(self, data: Any, kind: str = "event") -> None:
        """Send a Socket.IO event as it stands."""
        await self.socket.send(f"42{NAMESPACE},{json.dumps([kind, data])}")

    async def emit_bytes(self, kind: str, data: Any, *attachments: bytes) -> None:
        """Send a Socket.IO event whose placeholders, `{"_placeholder": True, "num": 0}`, stand for bytes."""
        await self.socket.send(f"45{len(attachments)}-{NAMESPACE},{json.dumps([kind, data])}")
        for attachment in attachments:
            await self.socket.send(attachment)

    async def send(self, name: str, payload: Any = None, path: str = "/o/acme/members", **router: Any) -> None:
        """Send one event from the page at `path`."""
        self._path = path
        told = {"pathname": path, "asPath": path, "query": {}, **router}
        await self.emit({"name": name, "payload": {} if payload is None else payload, "router_data": told})

    async def answer(self, seconds: float = 20) -> str:
        """Everything heard since the last answer, once all that was sent has been dealt with.

        Events of a tab are worked on one after the other, so the echo of one more says that those before are done.
        """
        echo = f"echo-{next(self._numbers)}"
        await self.send(f"{Failure.get_full_name()}.tell", {"request": echo}, path=self._path)
        async with asyncio.timeout(seconds):
            while echo not in self.text():
                assert self.connected, "the server closed the connection"
                await asyncio.sleep(0.01)
        return self.forget()

    async def ask(self, name: str, payload: Any = None, path: str = "/o/acme/members") -> str:
        """Send one event and wait for all that it leads to."""
        await self.send(name, payload, path)
        return await self.answer()

    async def quiet(self, seconds: float = 0.3) -> str:
        """Everything heard until nothing more comes: for events that go on in the background."""
        count = -1
        while count != len(self.heard):
            count = len(self.heard)
            await asyncio.sleep(seconds)
        return self.forget()

    def text(self) -> str:
        return json.dumps(self.heard, default=str)

    def forget(self) -> str:
        said = self.text()
        self.heard.clear()
        return said


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended:\n{server.log.read_text()[-4000:]}"
        try:
            if httpx.get(f"{server.address}/healthz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer:\n{server.log.read_text()[-4000:]}")


def _wait_until_it_listens(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("redis-server does not listen")
