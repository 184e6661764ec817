"""A client that sends what Reflex's own frontend would never send."""

import asyncio
import itertools
import json
import os
from typing import Any, Self
from urllib.parse import quote

from security.server import Server
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from hiveforge.ui.events import Failure

NAMESPACE = "/_event"
ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate"
# The handlers of probe.py, which is never imported here: its states would be registered for other tests, too.
PROBE = f"{ROOT}.security___probe____probe"
LEFT, RIGHT = (f"{ROOT}.security___probe____{side}.remember" for side in ("left", "right"))
RECALL = f"{ROOT}.security___probe____left.recall"


class Browser:
    """Speaks Socket.IO by hand, so that it can send any frame, with any header, from any page."""

    _numbers = itertools.count()

    def __init__(self, server: Server, secret: str = "", *, token: str = "", cookie: str = "", **headers: str) -> None:
        self.server, self.token = server, token or f"tab-{os.getpid()}-{next(self._numbers)}"
        jar = cookie or (f"{server.cookie}={secret}" if secret else "")
        self.headers = {"Origin": server.origin} | ({"Cookie": jar} if jar else {}) | headers
        self.heard: list[str] = []
        self._echo = "no echo yet"
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
        self.socket = await connect(
            address, host="127.0.0.1", port=self.server.port, additional_headers=self.headers, max_size=None
        )
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

    async def _listen(self) -> None:
        try:
            async for frame in self.socket:
                said = str(frame)
                if said == "2":
                    await self.socket.send("3")
                elif said.startswith("40"):
                    self._joined.set()
                elif said.startswith("42"):
                    self.heard.append(said.partition(",")[2])
                    if self._echo in said:
                        self._echoed.set()
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
        self._echo, self._echoed = f"echo-{next(self._numbers)}-", asyncio.Event()
        await self.send(f"{Failure.get_full_name()}.tell", {"request": self._echo}, path=self._path)
        async with asyncio.timeout(seconds):
            waiting = asyncio.create_task(self._echoed.wait())
            await asyncio.wait([waiting, self._listening], return_when=asyncio.FIRST_COMPLETED)
        assert waiting.done(), "the server closed the connection"
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

    def forget(self) -> str:
        """What was heard until now, as a JSON list of frames; the next answer starts after it."""
        said = json.dumps([json.loads(frame) for frame in self.heard])
        self.heard.clear()
        return said
