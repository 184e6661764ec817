"""A vendor of language models on a real socket, that says what it was told to: recorded bytes, whole, slowly, cut or never.

`recordings` has a folder for each protocol, with bodies as they stand in the vendors' API references.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).with_name("recordings")


class End(Enum):
    """How the connection ends after what was said."""

    COMPLETE = auto()
    CUT = auto()  # as when the vendor's process is killed
    CLOSED = auto()  # as if this were all
    HANGS = auto()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`name` is a recording; `most` cuts its pieces, which come `pause` seconds apart, after `delay`."""

    name: str = "answer.sse"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    pause: float = 0
    most: int | None = None
    end: End = End.COMPLETE


@dataclass(frozen=True)
class Asked:
    at: float
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class VendorServer:
    """`replies` are used up, oldest first; then `usual` answers. `abandoned`: a client left early."""

    protocol: str
    usual: Reply = Reply()
    replies: deque[Reply] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    abandoned: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def until_abandoned(self, seconds: float = 2) -> None:
        async with asyncio.timeout(seconds):
            await self.abandoned.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                pass
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its reply; whether the connection is kept."""
        self.asked.append(await _request(reader))
        self.reached.set()
        reply = self.replies.popleft() if self.replies else self.usual
        pieces = _pieces((RECORDINGS / self.protocol / reply.name).read_bytes(), reply)
        if await self._waited(reader, reply.delay):
            return False
        writer.write(_head(reply))
        for piece in pieces:
            writer.write(piece if reply.end is End.CLOSED else b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            if await self._waited(reader, reply.pause):
                return False
        if reply.end is End.CUT:
            writer.transport.abort()
        elif reply.end is End.HANGS:
            await self._waited(reader, 60)
        elif reply.end is End.COMPLETE:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        return reply.end is End.COMPLETE

    async def _waited(self, reader: asyncio.StreamReader, seconds: float) -> bool:
        """Wait; whether the client left meanwhile."""
        if not seconds:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                if await reader.read(1) == b"":
                    self.abandoned.set()
                    return True
        return False


@asynccontextmanager
async def vendor(protocol: str) -> AsyncIterator[VendorServer]:
    """A server of `openai` or `anthropic` for the block."""
    served = VendorServer(protocol)
    server = await asyncio.start_server(served.serve, "127.0.0.1")
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield served
        server.close()


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(time.monotonic(), line.split()[1], headers, json.loads(body or b"{}"))


def _head(reply: Reply) -> bytes:
    kind = "text/event-stream" if reply.name.endswith(".sse") else "application/json"
    framing = {"connection": "close"} if reply.end is End.CLOSED else {"transfer-encoding": "chunked"}
    headers = {"content-type": kind, "x-request-id": "req_1", "request-id": "req_1", **framing, **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Recorded", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _pieces(recorded: bytes, reply: Reply) -> list[bytes]:
    return recorded.replace(b"\n\n", b"\n\n\0").rstrip(b"\0").split(b"\0")[: reply.most]
