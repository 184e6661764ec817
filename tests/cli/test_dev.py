"""`hiveforge dev` while somebody works: a change that is saved is served, and Ctrl-C ends all that was started."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from security.server import free_port
from source_copy import Copy

SECONDS_TO_BUILD = 240
SECONDS_TO_STOP = 20

pytestmark = pytest.mark.timeout(2 * SECONDS_TO_BUILD + 60)


class Dev:
    """`hiveforge dev` in a copy of the project with the contact slice's pages alone, so that it builds quickly."""

    def __init__(self, folder: Path) -> None:
        copy = Copy(folder)
        for pages in (folder / "hiveforge" / "features").glob("*/pages*"):
            if pages.parent.name != "contact":
                shutil.rmtree(pages) if pages.is_dir() else pages.unlink()
        self.page = folder / "hiveforge" / "features" / "contact" / "components.py"
        self.folder, self.port = folder, free_port()
        settings = {"PORT": str(self.port), "REFLEX_WEB_WORKDIR": str(folder / ".web"), "HIVEFORGE_DEMO_MODEL": "false"}
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from hiveforge.cli import main; main()", "dev"],
                cwd=folder, env=copy.environment | settings, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return (self.folder / "log").read_text()

    def served(self) -> str:
        """The script of the contact page, as a browser that reloads finds it; nothing while it is built anew."""
        headers = {"Host": f"localhost:{self.port}"}
        address = "/contact"
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=20) as http:
                for following in (r"/assets/manifest-[\w-]+\.js", r"/assets/_contact_\._index-[\w-]+\.js"):
                    found = re.search(following, http.get(address).text)
                    if found is None:
                        return ""
                    address = found[0]
                return http.get(address).text
        except httpx.TransportError:
            return ""

    def until_served(self, words: str) -> None:
        give_up = time.monotonic() + SECONDS_TO_BUILD
        while words not in self.served():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < give_up, f"{words!r} is not served:\n{self.said}"
            time.sleep(0.5)


@pytest.fixture
def dev(owner: psycopg.Connection[Any], tmp_path: Path) -> Iterator[Dev]:
    started = Dev(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def test_a_saved_change_is_served_and_ctrl_c_ends_everything(dev: Dev) -> None:
    text = dev.page.read_text()
    heading = re.search(r'rx\.el\.h1\(\s*"([^"]+)"', text)
    assert heading
    dev.until_served(heading[1])
    dev.page.write_text(text.replace(heading[1], "A heading as never before"))
    dev.until_served("A heading as never before")
    family = psutil.Process(dev.process.pid).children(recursive=True)
    assert family
    dev.process.send_signal(signal.SIGINT)
    assert dev.process.wait(SECONDS_TO_STOP) == 0
    assert dev.said.endswith("Stopped.\n")
    assert "Ctrl-C stops everything." in dev.said
    assert not any(one.is_running() for one in family)
