"""A few autocommit connections of the web login, for calls that must not wait for or roll back with an act.

The web login may call a handful of functions in schema `private` by itself, and read nothing.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from .databases import databases
from .outages import unavailable

_CONNECTIONS = 8  # what comes in a burst then commits together
_pools: dict[asyncio.AbstractEventLoop, AsyncConnectionPool] = {}


async def _pool() -> AsyncConnectionPool:
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        _pools[loop] = AsyncConnectionPool(
            databases().web,
            min_size=1,
            max_size=_CONNECTIONS,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "prepare_threshold": None, "connect_timeout": 5},
        )
        await _pools[loop].open()
    return _pools[loop]


async def call(statement: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """Run one statement by itself and return its first row. Raises Unavailable while Postgres does not answer.

    A connection that Postgres has closed meanwhile shows at its first use, so the statement is tried on the others, and
    then on a new one. It may thus run twice, as none of our functions minds.
    """
    pool = await _pool()
    for attempt in range(_CONNECTIONS + 1):
        try:
            async with pool.connection() as connection:
                return await (await connection.execute(statement, parameters)).fetchone()  # pyright: ignore[reportCallIssue, reportArgumentType]
        except (psycopg.OperationalError, PoolTimeout) as error:
            if attempt == _CONNECTIONS or isinstance(error, PoolTimeout):
                raise unavailable() from error
    raise AssertionError("the last attempt returns or raises")


async def close_pool() -> None:
    """Close this loop's connections; a server calls it when it stops."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        await pool.close()
