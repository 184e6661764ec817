"""A port that cannot be used is refused at once, and the refusal names the setting."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hiveforge.cli.ports import refuse_busy_port


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_busy_port_names_the_setting_and_another_port(busy: int) -> None:
    with pytest.raises(click.ClickException, match=rf"Port {busy} of 127.0.0.1 is in use.*PORT={busy + 1}"):
        refuse_busy_port("127.0.0.1", busy)


def test_port_taken_on_one_address_is_busy_for_all_addresses(busy: int) -> None:
    with pytest.raises(click.ClickException, match="is in use"):
        refuse_busy_port("0.0.0.0", busy)  # noqa: S104


def test_port_that_was_in_use_a_moment_ago_is_free(busy: int) -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()
    refuse_busy_port("127.0.0.1", port)


def test_foreign_address_names_the_host_setting() -> None:
    with pytest.raises(click.ClickException, match="HIVEFORGE_HOST"):
        refuse_busy_port("203.0.113.1", 8000)


def test_unknown_host_names_the_host_setting() -> None:
    with pytest.raises(click.ClickException, match=r"HIVEFORGE_HOST=no\.such\.host\.invalid"):
        refuse_busy_port("no.such.host.invalid", 8000)


def test_up_refuses_a_busy_port_before_it_starts_anything(busy: int, tmp_path: Path) -> None:
    environment = {
        **os.environ, "PORT": str(busy), "DATABASE_URL": "", "HIVEFORGE_ENVIRONMENT": "development",
        "HIVEFORGE_DATA_DIRECTORY": str(tmp_path / "data"), "REFLEX_WEB_WORKDIR": str(tmp_path / "web"),
    }  # fmt: skip
    started = time.monotonic()
    answer = subprocess.run(
        [sys.executable, "-c", "from hiveforge.cli import main; main()", "up"],
        env=environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert answer.returncode == 1
    assert f"PORT={busy + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert time.monotonic() - started < 10
    assert not list(tmp_path.iterdir())
