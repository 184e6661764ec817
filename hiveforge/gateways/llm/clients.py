"""The SDKs' clients: made when they are first needed, one for each event loop, because connections belong to a loop."""

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

import httpx2

CONNECT_SECONDS = 5.0


class _Closes(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=_Closes)


class LoopClients(Generic[C]):
    """`make` imports the SDK, which takes seconds, so it runs in a thread."""

    def __init__(self, make: Callable[[], C]) -> None:
        self._make = make
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, C] = WeakKeyDictionary()

    async def get(self) -> C:
        """The client of the loop that runs."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            made = await asyncio.to_thread(self._make)
            self._clients.setdefault(loop, made)  # another call may have been faster
        return self._clients[loop]

    async def close(self) -> None:
        """Give this loop's connections back."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()


def timeouts() -> httpx2.Timeout:
    """Only connecting is the client's: how long an answer may take is the gateway's."""
    return httpx2.Timeout(None, connect=CONNECT_SECONDS)
