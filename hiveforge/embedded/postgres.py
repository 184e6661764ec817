"""A Postgres for machines that have none: started by the first process that asks, stopped after the last one is gone.

For development and small installations. It listens on no network and has no passwords: whoever may open its private socket
may use it, and that is the user who started it. `DATABASE_URL` replaces it at any time.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from .errors import CannotRunPostgres

DATABASE = "hiveforge"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` is its owner's address of the database `hiveforge`."""

    home: Path
    url: str
    maintenance_url: str


def ensure(root: Path, *, grace_seconds: float = 5, **server_settings: str) -> Server:
    """Start the server whose files live in `root`, or join the running one, for as long as this process lives.

    `server_settings` (for example `fsync="off"`) hold from the next start on; a server that runs already keeps its own.
    It is stopped `grace_seconds` after the last process that called this has ended, however that happened.
    Raises CannotRunPostgres when this machine cannot run one.
    """
    _refuse_windows()
    from hiveforge.core.file_locks import locked

    from .cluster import cluster_for
    from .reaper import register_client, spawn_reaper

    try:
        cluster = cluster_for(root)
        with locked(cluster.start_lock) as starting:
            register_client(cluster)
            spawn_reaper(cluster, grace_seconds)  # first: should it fail, nothing is left running
            if not cluster.answers():
                cluster.initialize(starting, durable=server_settings.get("fsync") != "off")
                cluster.start(server_settings)
            _create_database(cluster.url("postgres"))
    except OSError as error:
        raise CannotRunPostgres(f"The embedded Postgres cannot use its files: {error}.") from error
    return Server(cluster.home, cluster.url(DATABASE), cluster.url("postgres"))


def stop(root: Path) -> None:
    """Stop the server now, whoever uses it. Nothing happens when none runs."""
    _refuse_windows()
    from hiveforge.core.file_locks import locked

    from .cluster import cluster_for

    cluster = cluster_for(root)
    with locked(cluster.start_lock):
        cluster.stop()


def _refuse_windows() -> None:
    if sys.platform == "win32":
        raise CannotRunPostgres("The embedded Postgres needs Linux or macOS.")


def _create_database(maintenance_url: str) -> None:
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
