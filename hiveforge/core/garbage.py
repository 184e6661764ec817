"""What a process imports stays for as long as it lives: looking through it for garbage takes a quarter of the time to start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """What comes into being in this block, and all that is there already, is never looked through for garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
