"""Servers that several test files attack; each is started once."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from security.server import Server, redis, serving

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="session")
def probe_server(database: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process that keeps state in memory."""
    with serving(tmp_path_factory.mktemp("memory"), "security.probe:app") as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def redis_server(database: Connection, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes that keep state in Redis."""
    directory = tmp_path_factory.mktemp("workers")
    with serving(directory, "security.probe:app", workers=2, REDIS_URL=redis_url) as server:
        yield server
