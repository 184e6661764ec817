"""Reading bytes the way a stored file is read: piece by piece, in a process with limits."""

from collections.abc import AsyncIterator

import pytest

from hiveforge.gateways.extraction import Block, Kind, Limits, Trouble, Unreadable
from hiveforge.gateways.extraction.process import extract


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


async def read(kind: str, content: bytes | str, **limits: float) -> list[Block]:
    raw = content.encode() if isinstance(content, str) else content
    return await extract(Kind(kind), in_pieces(raw), Limits(**limits))


async def texts(kind: str, content: bytes | str) -> list[str]:
    return [block.text for block in await read(kind, content)]


async def trouble(kind: str, content: bytes | str, **limits: float) -> Trouble:
    """Why it is not read; fails when it is."""
    with pytest.raises(Unreadable) as refused:
        await read(kind, content, **limits)
    return refused.value.trouble
