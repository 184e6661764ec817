"""Tables of comma-separated values: each row with the names of its columns, so that it can be understood by itself."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain

from hiveforge.gateways.extraction import Block

from .decoding import decode
from .tidy import prose

_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 1_000_000


def read(content: bytes) -> Iterator[Block]:
    text = decode(content)
    csv.field_size_limit(_LONGEST_CELL)
    rows = (_tidied(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    first, second = next(rows, []), next(rows, None)
    names = first if second is not None and _are_names(first) else []
    for row in chain([] if names else [first], [second or []], rows):
        yield from _block(_named(names, row) if names else _plain(row))


def _separator(text: str) -> str:
    """The one that the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


def _tidied(row: Sequence[str]) -> list[str]:
    return [prose(cell) for cell in row]


def _are_names(row: Sequence[str]) -> bool:
    """Every column has one, and none is a number."""
    return bool(row) and all(cell and not cell.replace(".", "").replace("-", "").isdigit() for cell in row)


def _named(names: Sequence[str], row: Sequence[str]) -> str:
    known = [f"{name}: {cell}" for name, cell in zip(names, row, strict=False) if cell]
    return "; ".join([*known, *(cell for cell in row[len(names) :] if cell)])


def _plain(row: Sequence[str]) -> str:
    return " | ".join(cell for cell in row if cell)


def _block(text: str) -> Iterator[Block]:
    if text:
        yield Block(text)
