"""The Postgres that tests run on: the embedded one, or the one that HIVEFORGE_TEST_SERVER names."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from hiveforge.embedded.postgres import ensure


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server on which tests may do everything; `maintenance_url` is a superuser's address of an existing database."""

    maintenance_url: str

    def address(self, database: str) -> str:
        """The superuser's address of `database`."""
        return urlunsplit(urlsplit(self.maintenance_url)._replace(path=f"/{database}"))

    def address_of(self, login: str, password: str, database: str) -> str:
        """Another login's address of `database`. The embedded server takes any password."""
        parts = urlsplit(self.address(database))
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{login}:{password}@{place}"))


def provide_server(directory: Path) -> PostgresServer:
    """The named server, else the embedded one with its files in `directory`, which runs as long as we do."""
    if named := os.environ.get("HIVEFORGE_TEST_SERVER"):
        return PostgresServer(named)
    settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return PostgresServer(ensure(directory, grace_seconds=120, **settings).maintenance_url)
