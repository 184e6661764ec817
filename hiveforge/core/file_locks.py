"""File locks that the kernel drops when their holder dies, however it dies.

A lock belongs to the open file: forked children keep it, started programs do not, unless the descriptor is passed on.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def acquire(path: Path, *, shared: bool = False) -> int:
    """Wait for the lock and return the descriptor that holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    return descriptor


def acquire_now(path: Path) -> int | None:
    """The descriptor that holds the lock, or None when somebody else does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock inside the block, by the descriptor given."""
    descriptor = acquire(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
