"""A small app of the design system alone, built and served once, and a browser that minds its manners."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright

from hiveforge.core.settings import PROJECT

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.sourceFile));
"""
EXPECTED = ("Failed to load resource", "WebSocket connection to")  # the browser's own words for 4xx and no network


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app in `kit_app`."""
    home = tmp_path_factory.mktemp("kit") / "app"
    shutil.copytree(Path(__file__).parent / "kit_app", home, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "assets", home / "assets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"PORT": str(port), "HIVEFORGE_ORIGIN": address, "PYTHONPATH": str(PROJECT)}
    programs = Path(sys.executable).parent
    build = [programs / "reflex", "export", "--frontend-only", "--no-zip"]
    subprocess.run(build, cwd=home, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=300)
    serve = [programs / "granian", "--interface", "asgi", "--factory", "--port", str(port), "kit.kit:app"]
    built = {"REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true"}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(serve, cwd=home, env=environment | built, stdout=log, stderr=log)
    try:
        _wait(address, server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium: the machine's own if there is one, else the one Playwright has installed."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser, kit: str) -> AsyncIterator[Page]:
    """A tab. What it complains about fails the test: policy violations, script errors, foreign origins."""
    context = await browser.new_context(base_url=kit, viewport={"width": 1440, "height": 900})
    await context.add_init_script(WATCH)
    tab = await context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: complaints.append(request.url) if not request.url.startswith(kit) else None)
    yield tab
    violations = await tab.evaluate("window.violations ?? []")
    await context.close()
    assert not violations
    assert not [complaint for complaint in complaints if not complaint.startswith(EXPECTED)]


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(f"{address}/posts", timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the kit did not start: {log.read_text()[-2000:]}")
