"""One act is one transaction, entered as its actor. Code inside never commits."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
import sqlmodel
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.generators import execute
from psycopg.pq import Escaping, ExecStatus
from psycopg.pq.abc import PGconn
from sqlalchemy import TextClause, event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.util import await_only
from sqlmodel.ext.asyncio.session import AsyncSession

from . import metrics
from .actor import Actor
from .databases import databases, sqlalchemy_url
from .logs import current_correlation

Db = AsyncSession

_ENTER = (
    b"begin; select set_config('role', %b, true), set_config('request.jwt.claims', %b, true),"
    b" set_config('statement_timeout', %b, true)"
)
_STATEMENT_MILLISECONDS = 15_000


class ActorSession(sqlmodel.Session):
    """A session that tells Postgres who acts before anything else, in every transaction it begins."""


@event.listens_for(ActorSession, "after_begin")
def _enter(session: ActorSession, transaction: SessionTransaction, connection: Any) -> None:
    if transaction.nested:
        return
    actor: Actor = session.info["actor"]
    reason: str = session.info["reason"]
    driver: psycopg.AsyncConnection[Any] = connection.connection.driver_connection
    quoted = Escaping(driver.pgconn).escape_literal
    role = "service_role" if reason else actor.database_role
    claims = actor.claims(current_correlation(), reason)
    entry = _ENTER % (quoted(role.encode()), quoted(claims.encode()), quoted(b"%d" % session.info["milliseconds"]))
    await_only(driver.wait(_in_one_round_trip(driver.pgconn, entry)))


def _in_one_round_trip(connection: PGconn, statements: bytes) -> PQGen[None]:
    """Begin and say who acts together: the driver alone would begin in a round trip of its own."""
    connection.send_query(statements)
    for result in (yield from execute(connection)):
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result)


@event.listens_for(ActorSession, "after_flush")
def _flushed(session: ActorSession, _context: object) -> None:
    session.info["wrote"] = True


@event.listens_for(ActorSession, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select and not _is_plain_select(state.statement):
        state.session.info["wrote"] = True


def _is_plain_select(statement: Any) -> bool:
    """SQL given as text does not say what it is, except by its first word."""
    return isinstance(statement, TextClause) and statement.text.lstrip().lower().startswith("select")


@cache
def _engine(address: str) -> AsyncEngine:
    engine = create_async_engine(
        sqlalchemy_url(address),
        pool_size=5,
        max_overflow=5,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # errors go to the log and to Sentry; people's data does not
        connect_args={"prepare_threshold": None, "connect_timeout": 5},
    )
    metrics.watch_pool(engine.url.username or "", engine.pool)  # pyright: ignore[reportArgumentType]
    return engine


@cache
def _sessions(address: str) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(
        _engine(address), class_=AsyncSession, sync_session_class=ActorSession, expire_on_commit=False
    )


async def close_engines() -> None:
    """Give every pooled connection back; a server calls it when it stops."""
    for address in {databases().web, databases().system}:
        await _engine(address).dispose()


@dataclass(frozen=True, slots=True)
class _Open:
    actor: Actor
    reason: str
    db: Db
    task: "asyncio.Task[Any] | None"


_open: ContextVar[_Open | None] = ContextVar("open_unit_of_work", default=None)
_milliseconds: ContextVar[int] = ContextVar("statement_milliseconds", default=_STATEMENT_MILLISECONDS)


@contextmanager
def statements_within(milliseconds: int) -> Iterator[None]:
    """Let no statement of the transactions that begin in here take longer: it ends with Unavailable at the service."""
    token = _milliseconds.set(milliseconds)
    try:
        yield
    finally:
        _milliseconds.reset(token)


@asynccontextmanager
async def unit_of_work(actor: Actor, *, reason: str = "") -> AsyncIterator[Db]:
    """Commit on leaving, roll back on any error; inside another one of the same actor, join it.

    `reason` says why this work is done above row-level security: then the system login does it, in the actor's name.
    A child task never joins, because a session serves one task at a time.
    """
    outer = _open.get()
    if outer and (outer.actor, outer.reason) == (actor, reason) and outer.task is asyncio.current_task():
        yield outer.db
        return
    above = reason or actor.database_role == "service_role"
    address = databases().system if above else databases().web
    info = {"actor": actor, "reason": reason, "milliseconds": _milliseconds.get()}
    async with _sessions(address)(info=info) as db, db.begin():
        token = _open.set(_Open(actor, reason, db, asyncio.current_task()))
        try:
            yield db
        finally:
            _open.reset(token)


async def raw_connection(db: Db) -> psycopg.AsyncConnection[Any]:
    """The psycopg connection below `db`, inside its transaction."""
    pooled = await (await db.connection()).get_raw_connection()
    driver = pooled.driver_connection
    if not isinstance(driver, psycopg.AsyncConnection):
        raise TypeError(f"expected a psycopg connection, got {type(driver)}")
    return driver
