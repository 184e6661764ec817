"""The server starts once, is shared, survives kill -9 of anybody, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from embedded.conftest import CLIENT, Start, reapers, servers, wait_until

from hiveforge.embedded import postgres


def test_first_client_starts_a_server_with_our_database(client: Start, empty_root: Path) -> None:
    url = client(empty_root).url()
    with psycopg.connect(url) as connection:
        assert connection.execute("select current_database(), current_user").fetchone() == ("hiveforge", "postgres")
        settings = dict(
            connection.execute(
                "select name, setting from pg_settings where name in ('listen_addresses', 'max_connections', 'fsync')"
            ).fetchall()
        )
    assert settings == {"listen_addresses": "", "max_connections": "100", "fsync": "off"}
    assert (empty_root / "pg18").exists()


def test_second_client_joins_the_running_server(client: Start, root: Path) -> None:
    first = client(root).url()
    before = servers(root)
    assert client(root).url() == first
    assert servers(root) == before
    assert len(before) == 1


def test_six_racing_clients_share_one_server(client: Start, empty_root: Path) -> None:
    clients = [client(empty_root) for _ in range(6)]
    assert len({each.url() for each in clients}) == 1
    assert len(servers(empty_root)) == 1


def test_server_stops_after_its_last_client_was_killed(client: Start, root: Path) -> None:
    first, second = client(root), client(root)
    first.url(), second.url()
    first.kill()
    time.sleep(0.8)
    assert servers(root), "a client is left"
    second.kill()
    assert wait_until(lambda: not servers(root))


def test_data_outlives_the_server(client: Start, root: Path) -> None:
    first = client(root)
    with psycopg.connect(first.url()) as connection:
        connection.execute("create table kept (id integer)")
    first.kill()
    assert wait_until(lambda: not servers(root))
    with psycopg.connect(client(root).url()) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_client_within_the_grace_period_finds_its_server_again(client: Start, empty_root: Path) -> None:
    first = client(empty_root, 2)
    first.url()
    before = servers(empty_root)
    first.kill()
    client(empty_root, 2).url()
    time.sleep(2.5)
    assert servers(empty_root) == before


def test_killed_reaper_is_replaced_by_the_next_client(client: Start, root: Path) -> None:
    first = client(root)
    first.url()
    [reaper] = reapers(root)
    os.kill(reaper, signal.SIGKILL)
    second = client(root)
    second.url()
    first.kill()
    second.kill()
    assert wait_until(lambda: not servers(root))


def test_killed_server_is_started_again(client: Start, root: Path) -> None:
    client(root).url()
    [server] = servers(root)
    os.kill(server, signal.SIGKILL)
    with psycopg.connect(client(root).url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert servers(root) != [server]


def test_killed_initdb_leaves_nothing_half_done(client: Start, empty_root: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", CLIENT, str(empty_root), "0.3"], start_new_session=True)
    unfinished = empty_root / "pg18.unfinished"
    assert wait_until((unfinished / "global").exists)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    assert not (empty_root / "pg18").exists()
    with psycopg.connect(client(empty_root).url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not unfinished.exists()


def test_starter_killed_alone_while_initdb_goes_on_disturbs_nobody(client: Start, empty_root: Path) -> None:
    starter = client(empty_root)
    assert wait_until((empty_root / "pg18.unfinished" / "global").exists)
    starter.kill()
    with psycopg.connect(client(empty_root).url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_stop_ends_the_server_under_its_clients(client: Start, root: Path) -> None:
    client(root).url()
    postgres.stop(root)
    assert not servers(root)
    postgres.stop(root)
