"""Stand-ins for vendors on a port of their own, as the SDKs meet them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server

KEY = "re_test_key"


class StandIn(Protocol):
    def app(self) -> FastAPI: ...


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def served(stand_in: StandIn) -> AsyncIterator[str]:
    port = free_port()
    server = Server(stand_in.app(), port=port, interface=Interfaces.ASGI, log_enabled=False)
    running = asyncio.create_task(server.serve())
    for _ in range(250):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()
        await running
