"""What this process really sends to Postgres, as libpq writes it on the wire: not what a library says it sends."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.pq import Trace
from sqlalchemy import Pool, event


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that acts send; the list is filled when the block ends.

    Whoever is traced must have given its connection back by then. Needs libpq on Linux.
    """
    sent: list[str] = []
    with tempfile.TemporaryFile("w+") as wire:

        def trace(connection: Any, *_: object) -> None:
            connection.driver_connection.pgconn.trace(wire.fileno())
            connection.driver_connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        def stop(connection: Any, *_: object) -> None:
            connection.driver_connection.pgconn.untrace()

        event.listen(Pool, "checkout", trace)
        event.listen(Pool, "checkin", stop)
        try:
            yield sent
        finally:
            event.remove(Pool, "checkout", trace)
            event.remove(Pool, "checkin", stop)
        wire.seek(0)
        sent += [line for line in wire if line.split("\t")[0] == "F" and line.split("\t")[2] in {"Query", "Parse"}]
