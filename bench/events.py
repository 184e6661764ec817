"""An authenticated event's round trip against an echo on a bare websocket."""

import json
import statistics
import time
from typing import Any

import aiohttp

from .report import Measurement, paired_ratio
from .world import BARE_PORT, ORIGIN, SECRET, SLUG

PAIRS, EVENTS = 12, 150
EVENT = "reflex___state____state.hiveforge___ui___events____failure.tell"
PATH = {"pathname": "/o/[slug]/members", "asPath": f"/o/{SLUG}/members", "query": {"slug": SLUG}}


async def measure() -> list[Measurement]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"http://127.0.0.1:{BARE_PORT}/echo") as echo:
        tab = await Tab(session).open()
        try:
            await tab.trips(50)
            await _echoes(echo, 50)
            ours, bare = [], []
            for pair in range(PAIRS):
                for mine in (True, False) if pair % 2 else (False, True):
                    (ours if mine else bare).append(await (tab.trips(EVENTS) if mine else _echoes(echo, EVENTS)))
        finally:
            await tab.close()
    median = statistics.median
    return [
        paired_ratio(
            "event_round_trip", ours, bare,
            ours_ms=round(median(ours) * 1000, 3), echo_ms=round(median(bare) * 1000, 3),
        )
    ]  # fmt: skip


async def _echoes(echo: aiohttp.ClientWebSocketResponse, count: int) -> float:
    """The median seconds of one round trip."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        await echo.send_str('["event",{"name":"echo"}]')
        await echo.receive_str()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


class Tab:
    """A signed-in browser tab, as far as the server can tell: the same client as the echo's, with Engine.IO by hand."""

    def __init__(self, session: aiohttp.ClientSession, name: str = "bench-tab") -> None:
        self.session, self.name = session, name

    async def open(self) -> "Tab":
        self.socket = await self.session.ws_connect(
            f"{ORIGIN}/_event/?EIO=4&transport=websocket&token={self.name}",
            headers={"Origin": ORIGIN, "Cookie": f"hiveforge={SECRET}"},
        )
        await self.socket.receive_str()
        await self.socket.send_str("40/_event,")
        await self._answer()
        await self.send("reflex___state____state.hydrate")
        return self

    async def send(self, name: str, **payload: Any) -> None:
        event = json.dumps(["event", {"name": name, "payload": payload, "router_data": PATH}])
        await self.socket.send_str(f"42/_event,{event}")
        await self._answer()

    async def _answer(self) -> None:
        while (heard := await self.socket.receive_str()) == "2":
            await self.socket.send_str("3")
        if not heard.startswith(("40", "42")):
            raise RuntimeError(f"expected an answer, heard {heard[:80]}")

    async def trips(self, count: int) -> float:
        """The median seconds of one round trip."""
        times = []
        for number in range(count):
            started = time.perf_counter()
            await self.send(EVENT, request=str(number))
            times.append(time.perf_counter() - started)
        return statistics.median(times)

    async def close(self) -> None:
        await self.socket.close()
