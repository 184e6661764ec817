"""A few autocommit connections of the web login, for calls that must not wait for or roll back with an act.

The web login may call a handful of functions in schema `private` by itself, and read nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from .databases import databases
from .errors import Unavailable

_pools: dict[asyncio.AbstractEventLoop, AsyncConnectionPool] = {}


async def _pool() -> AsyncConnectionPool:
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        _pools[loop] = AsyncConnectionPool(
            databases().web,
            min_size=1,
            max_size=4,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "prepare_threshold": None, "connect_timeout": 5},
            check=AsyncConnectionPool.check_connection,
        )
        await _pools[loop].open()
    return _pools[loop]


@asynccontextmanager
async def autocommit() -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """Borrow a connection. Raises Unavailable while Postgres does not answer."""
    try:
        async with (await _pool()).connection() as connection:
            yield connection
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise Unavailable("The database does not answer. Try again in a moment.", retry_after=5) from error


async def close_pool() -> None:
    """Close this loop's connections; a server calls it when it stops."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        await pool.close()
