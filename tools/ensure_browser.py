"""Print the path of a Chromium that runs here, installing one if need be: the machine's, Playwright's, Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS_TO_INSTALL = 600


def ensure_browser() -> str:
    """The path. Raises SystemExit with what to do when there is none and none can be installed."""
    for look in (_named, _of_this_machine, _of_playwright, _of_debian):
        for path in look():
            if _runs(path):
                return path
    raise SystemExit(
        "No Chromium runs here and none could be installed. As root: `playwright install-deps chromium`, or install your "
        "system's Chromium. If it is not on the PATH, set CHROMIUM to where it is."
    )


def _named() -> Iterator[str]:
    if path := os.environ.get("CHROMIUM"):
        yield path


def _of_this_machine() -> Iterator[str]:
    for name in NAMES:
        if path := shutil.which(name):
            yield path


def _of_playwright() -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        _say("Downloading Chromium with Playwright")
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    yield path
    if Path(path).exists() and os.geteuid() == 0:
        _say("Installing the libraries that Chromium needs")
        _try(sys.executable, "-m", "playwright", "install-deps", "chromium")
        yield path


def _of_debian() -> Iterator[str]:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    _say("Installing Debian's package chromium")
    _try("apt-get", "update", "-qq")
    _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    yield from _of_this_machine()


def _runs(path: str) -> bool:
    """Ubuntu's chromium is only a pointer to a snap, and a downloaded one may lack libraries: ask it to do something."""
    command = [
        path,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--dump-dom",
        "about:blank",
    ]
    try:
        return "<html" in subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False


def _try(*command: str) -> None:
    """Whether it worked shows in what it leaves behind."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "20000"}
    try:
        subprocess.run(command, env=environment, stdout=sys.stderr, timeout=SECONDS_TO_INSTALL, check=False)
    except subprocess.TimeoutExpired:
        _say(f"{command[0]} took too long")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(ensure_browser())
