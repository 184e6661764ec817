"""One reader for each kind of file: bytes in, blocks out. They run in a process of their own and trust nothing."""

from collections.abc import Callable, Iterator
from importlib import import_module

from hiveforge.gateways.extraction import Block, Kind

Reader = Callable[[bytes], Iterator[Block]]


def reader(kind: Kind) -> Reader:
    """The function that reads this kind; only its own libraries are loaded."""
    return import_module(f"{__name__}.{kind.value}").read
