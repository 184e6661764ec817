"""The time and the ids made from it: aware, UTC, never naive."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A version 7 UUID: ordered by time, so that indexes grow at one end. Made here, since Postgres before 18 cannot."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    return UUID(int=milliseconds << 80 | 7 << 76 | (noise >> 68 & 0xFFF) << 64 | 2 << 62 | noise & (1 << 62) - 1)
