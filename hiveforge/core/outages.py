"""How to tell that Postgres is away from any other failure: doors answer 503 and ask for another try."""

import psycopg
import psycopg_pool
import sqlalchemy.exc

from .errors import Unavailable

DATABASE_OUTAGES: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg_pool.PoolTimeout,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
)
RETRY_AFTER_SECONDS = 5


def unavailable() -> Unavailable:
    """The refusal a person reads while the database does not answer."""
    return Unavailable("The database does not answer. Try again in a moment.", retry_after=RETRY_AFTER_SECONDS)
