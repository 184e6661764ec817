"""What row security costs: the actor's context on a select, and whether a page's query grows with other tenants' rows."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg
from sqlmodel import text

from hiveforge.core import actor as actors
from hiveforge.core.actor import Actor
from hiveforge.core.databases import databases, sqlalchemy_url
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Role

from . import world
from .report import Measurement, paired_ratio

PAIRS, SELECTS = 15, 100
_ONE = "select name from organizations where id = :id"
_PAGES = {
    "audit_buffers": "select id, action, actor_name, created_at from audit_entries order by created_at desc, id desc limit 25",
    "members_buffers": (
        "select user_id, role from memberships where organization_id = '{organization}' order by user_id limit 25"
    ),
}


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """Starts with the few rows that are there, and grows the database to a million in ten thousand organizations."""
    actor = first_owner(owner)
    context = await _context(actor)
    small = _buffers(actor)
    world.populate(owner, 11, 10_000)
    large = _buffers(actor)
    rows = owner.execute("select count(*) from audit_entries").fetchone()
    return [
        context,
        *(
            Measurement(
                name,
                round(large[name] / small[name], 2),
                {"few_rows": small[name], "many_rows": large[name], "rows": rows[0] if rows else 0},
            )
            for name in _PAGES
        ),
    ]


def first_owner(owner: psycopg.Connection, slug: str = world.SLUG) -> Actor:
    """An organization's owner: the first one's, as who the database is measured."""
    row = owner.execute(
        "select u.id, o.id from users u join memberships m on m.user_id = u.id join organizations o on o.id = m.organization_id"
        " where o.slug = %s and m.role = 'owner'",
        [slug],
    ).fetchone()
    if row is None:
        raise RuntimeError("populate the database first")
    return actors.user(row[0], organization=row[1], slug=slug, role=Role.OWNER)


async def _context(actor: Actor) -> Measurement:
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlmodel.ext.asyncio.session import AsyncSession

    engine = create_async_engine(
        sqlalchemy_url(databases().owner), pool_pre_ping=True, connect_args={"prepare_threshold": None}
    )
    plain = async_sessionmaker(engine, class_=AsyncSession)

    async def with_context() -> None:
        async with unit_of_work(actor) as db:
            await (await db.connection()).execute(text(_ONE), {"id": actor.organization})

    async def without() -> None:
        async with plain() as db, db.begin():
            await (await db.connection()).execute(text(_ONE), {"id": actor.organization})

    ours, bare = [], []
    await _rate(with_context)
    await _rate(without)
    for pair in range(PAIRS):
        for mine in (True, False) if pair % 2 else (False, True):
            (ours if mine else bare).append(await _rate(with_context if mine else without))
    await engine.dispose()
    return paired_ratio(
        "tenant_context", ours, bare,
        ours_per_second=round(statistics.median(ours)), bare_per_second=round(statistics.median(bare)),
    )  # fmt: skip


async def _rate(select: Callable[[], Any]) -> float:
    started = time.perf_counter()
    for _ in range(SELECTS):
        await select()
    return SELECTS / (time.perf_counter() - started)


def _buffers(actor: Actor) -> dict[str, int]:
    """Pages that Postgres touches for each query, as this actor: deterministic, unlike time."""
    return {name: touched(actor, query.format(organization=actor.organization)) for name, query in _PAGES.items()}


def touched(actor: Actor, query: str, *, above: bool = False) -> int:
    """Pages of the database that this query touches, asked by the actor or, `above` row security, by the system."""
    with psycopg.connect(databases().system if above else databases().web) as connection:
        connection.execute(
            "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
            ["service_role" if above else "authenticated", actor.claims()],
        )
        connection.execute(query)  # the first run reads the catalogue too
        row = connection.execute(f"explain (analyze, buffers, format json) {query}").fetchone()
    if row is None:
        raise RuntimeError("explain answered nothing")
    plan = (json.loads(row[0]) if isinstance(row[0], str) else row[0])[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
