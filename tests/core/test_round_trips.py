"""What an act costs: how often it waits for Postgres."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from factories import Tenant
from sqlalchemy import event
from sqlmodel import col, select, update

from hiveforge.core.databases import databases
from hiveforge.core.db import _engine, close_engines
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features.organizations.models import Organization


@requires(Permission.ORGANIZATION_READ)
async def look(actor, db):
    return (await db.exec(select(Organization))).all()


@requires(Permission.ORGANIZATION_UPDATE)
async def rename(actor, db, name):
    await db.exec(update(Organization).where(col(Organization.id) == actor.organization_id).values(name=name))


@pytest.fixture
async def round_trips(tmp_path: Path) -> AsyncIterator[Callable[[], int]]:
    """How often Postgres has said since last asked that it is ready for more, on the web login's used connections."""
    await close_engines()  # those after one another share one connection then
    pool, trace, seen, connections = _engine(databases().web).sync_engine.pool, tmp_path / "trace", 0, []

    def listen_in(connection, *_):
        connections.append(connection.driver_connection.pgconn)
        connections[-1].trace(file.fileno())

    def since() -> int:
        nonlocal seen
        before, seen = seen, len(re.findall(r"\tReadyForQuery\t", trace.read_text()))
        return seen - before

    with trace.open("w") as file:
        event.listen(pool, "checkout", listen_in)
        yield since
        event.remove(pool, "checkout", listen_in)
        for connection in connections:
            connection.untrace()


async def test_acts_wait_for_postgres_as_seldom_as_they_can(acme: Tenant, round_trips: Callable[[], int]) -> None:
    await look(acme.viewer)  # opens the connection
    round_trips()
    await look(acme.viewer)
    assert round_trips() == 4  # the connection is alive; who acts; what is asked; done
    await rename(acme.owner, "New name")
    assert round_trips() == 5  # and the audit row
