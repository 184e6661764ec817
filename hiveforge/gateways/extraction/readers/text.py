"""Plain text: an empty line ends a paragraph."""

import re
from collections.abc import Iterator

from hiveforge.gateways.extraction import Block

from .decoding import decode
from .tidy import lines

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def read(content: bytes) -> Iterator[Block]:
    for paragraph in _EMPTY_LINE.split(lines(decode(content))):
        if paragraph.strip():
            yield Block(paragraph.strip("\n"))
