"""Which database a command works with, and what it hands on to the process that serves strangers."""

import os
import subprocess
import sys

import psycopg
import pytest

from hiveforge.cli.database import environment_for_server
from hiveforge.core.databases import databases


def hiveforge(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from hiveforge.cli import main; main()", *arguments],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_server_gets_its_logins_and_not_the_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    logins = databases()
    monkeypatch.setenv("DATABASE_URL", logins.owner)
    environment = environment_for_server(logins)
    assert logins.owner not in environment.values()
    assert environment["HIVEFORGE_WEB_DATABASE_URL"] == logins.web
    assert environment["HIVEFORGE_SYSTEM_DATABASE_URL"] == logins.system


def test_migrating_again_changes_nothing(database: psycopg.Connection) -> None:
    answer = hiveforge("migrate")
    assert (answer.returncode, answer.stdout) == (0, "The database is up to date.\n")


def test_migrating_an_unreachable_database_says_so_in_words() -> None:
    answer = hiveforge("migrate", DATABASE_URL="postgresql://owner:secret@127.0.0.1:1/nothing")
    assert answer.returncode == 1
    assert "The database does not answer. Check DATABASE_URL." in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secret" not in answer.stderr


def test_migrating_needs_the_owners_login() -> None:
    logins = databases()
    answer = hiveforge(
        "migrate", DATABASE_URL="", HIVEFORGE_WEB_DATABASE_URL=logins.web, HIVEFORGE_SYSTEM_DATABASE_URL=logins.system
    )
    assert answer.returncode == 1
    assert "set DATABASE_URL" in answer.stderr


def test_machine_that_cannot_run_postgres_is_told_to_name_one(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    answer = hiveforge("migrate", DATABASE_URL="", HIVEFORGE_DATA_DIRECTORY=str(tmp_path / "file"))
    assert answer.returncode == 1
    assert "Set DATABASE_URL to a Postgres (15 to 18) of your own." in answer.stderr
    assert "Traceback" not in answer.stderr


def test_unsafe_production_does_not_start() -> None:
    answer = hiveforge("up", HIVEFORGE_ENVIRONMENT="production", PORT="8138")
    assert answer.returncode == 1
    assert "Production cannot start" in answer.stderr
    assert "HIVEFORGE_SECRET_KEY" in answer.stderr


def test_help_lists_every_command_and_each_explains_itself() -> None:
    from click.testing import CliRunner

    from hiveforge.cli import COMMANDS, main

    said = CliRunner().invoke(main, ["--help"]).stdout
    for name in COMMANDS:
        assert name in said
        answer = CliRunner().invoke(main, [name, "--help"])
        assert answer.exit_code == 0
        assert len(answer.stdout.splitlines()) >= 5
