"""Browsers that share nothing with each other, and remember what their pages complain about."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

HARMLESS = ("data:", "blob:", "about:")
LEFT_EARLY = "WebSocket is closed before the connection is established"  # the page was left while it connected
MILLISECONDS_TO_ACT = 10_000
SECONDS_TO_HYDRATE = 20
_HYDRATED = re.compile(r'"is_hydrated[a-z_]*":\s*true')


class Browsers:
    """`browsers("/sign-in")` opens it in a browser of its own; `tab(page, "/account")` beside a page, in the same one."""

    def __init__(self, chromium: Browser, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.pages: list[Page] = []
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self._connected: dict[Page, list[str]] = {}

    def __call__(self, path: str = "", *, secret: str = "", **options: Any) -> Page:
        """`secret` is the session of whoever is signed in there already."""
        settings: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
        context = self._chromium.new_context(base_url=self.origin, **settings | options)
        self._contexts.append(context)
        context.set_default_timeout(MILLISECONDS_TO_ACT)
        context.on("page", self._follow)
        context.on("console", self._hear)
        context.on("weberror", self._break)
        context.on("request", self._leave)
        if secret:
            context.add_cookies([{"name": "hiveforge", "value": secret, "url": self.origin, "httpOnly": True}])
        return self._opened(context, path, scripts=options.get("java_script_enabled", True))

    def tab(self, beside: Page, path: str = "") -> Page:
        """Another tab of the same browser."""
        return self._opened(beside.context, path)

    def go(self, page: Page, path: str, *, scripts: bool = True) -> None:
        """Open an address and wait until the page lives: what is clicked before is not heard yet."""
        with self.arriving(page) if scripts else _nothing():
            page.goto(path)

    def reload(self, page: Page) -> None:
        with self.arriving(page):
            page.reload()

    @contextmanager
    def arriving(self, page: Page) -> Iterator[None]:
        """A full navigation happens in this block; at its end the new page lives."""
        self._connected[page] = []
        yield
        give_up = time.monotonic() + SECONDS_TO_HYDRATE
        while not self._connected[page]:
            assert time.monotonic() < give_up, f"{page.url} did not come to life. {self.complaints}"
            page.wait_for_timeout(10)
        page.locator("h1").first.wait_for(state="attached")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    def take_pictures(self, directory: Path, name: str) -> list[Path]:
        """What all open pages show now."""
        directory.mkdir(parents=True, exist_ok=True)
        pictures = []
        for number, page in enumerate(page for page in self.pages if not page.is_closed()):
            picture = directory / f"{name}-{number}.png"
            page.screenshot(path=picture, full_page=True)
            pictures.append(picture)
        return pictures

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _opened(self, context: BrowserContext, path: str, *, scripts: bool = True) -> Page:
        page = context.new_page()
        if path:
            self.go(page, path, scripts=scripts)
        return page

    def _follow(self, page: Page) -> None:
        """Every tab, also those that pages open."""
        self.pages.append(page)
        page.on("websocket", lambda socket: self._connect(page, socket))

    def _connect(self, page: Page, socket: WebSocket) -> None:
        if not self._is_ours(socket.url.replace("ws", "http", 1)):
            self.complaints.append(f"websocket to another origin: {socket.url}")
        socket.on("framereceived", lambda frame: self._receive(page, frame))

    def _receive(self, page: Page, frame: str | bytes) -> None:
        if isinstance(frame, str) and _HYDRATED.search(frame):
            self._connected.setdefault(page, []).append(page.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and LEFT_EARLY not in message.text:
            self.complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _break(self, error: WebError) -> None:
        self.complaints.append(f"script error: {error.error}")

    def _leave(self, request: Request) -> None:
        if not self._is_ours(request.url):
            self.complaints.append(f"request to another origin: {request.url}")

    def _is_ours(self, url: str) -> bool:
        return url.startswith((f"{self.origin}/", *HARMLESS)) or url == self.origin


@contextmanager
def _nothing() -> Iterator[None]:
    yield
