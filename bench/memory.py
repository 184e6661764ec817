"""What a connected tab costs in memory: a members page of ours against a counter of plain Reflex."""

import asyncio
import tempfile
from pathlib import Path

import aiohttp
import psutil

from .events import Tab
from .report import Measurement
from .world import PORT, product, server

TABS = 150
LOAD_MEMBERS = "reflex___state____state.hiveforge___features___organizations___state___members____members_state.load"
COUNTER = """
import reflex as rx


class Counter(rx.State):
    count: int = 0

    @rx.event
    def add(self):
        self.count += 1


app = rx.App()
app.add_page(lambda: rx.el.button(Counter.count, on_click=Counter.add), route="/")
"""


def measure() -> list[Measurement]:
    with product() as process:
        ours = asyncio.run(_growth(process.pid, LOAD_MEMBERS))
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "counter"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "counter.py").write_text(COUNTER)
        (Path(folder) / "rxconfig.py").write_text(
            "import reflex as rx\nconfig = rx.Config(app_name='counter', telemetry_enabled=False, state_manager_mode='memory')\n"
        )
        with server(
            "counter.counter:app",
            PORT,
            factory=True,
            cwd=Path(folder),
            REFLEX_ENV_MODE="prod",
            __REFLEX_SKIP_COMPILE="true",
        ) as process:
            plain = asyncio.run(_growth(process.pid, "reflex___state____state.hydrate"))
    return [
        Measurement(
            "memory_per_tab", round(ours / plain, 2), {"ours_kib": round(ours), "plain_kib": round(plain), "tabs": TABS}
        )
    ]


async def _growth(pid: int, event: str) -> float:
    """KiB of resident memory that one more tab adds, in the server and its workers together."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        warm = [await Tab(session, f"warm-{n}").open() for n in range(20)]
        for tab in warm:
            await tab.send(event)
        before = _resident(pid)
        tabs = [await Tab(session, f"tab-{n}").open() for n in range(TABS)]
        for tab in tabs:
            await tab.send(event)
        await asyncio.sleep(1)
        grown = _resident(pid) - before
        for tab in warm + tabs:
            await tab.close()
    return grown / TABS / 1024


def _resident(pid: int) -> int:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(process.memory_info().rss for process in family)
