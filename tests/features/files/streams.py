"""Files to send, piece by piece."""

import asyncio
import os
from collections.abc import AsyncIterator

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PIECE = 256 * 1024


def text(size: int) -> bytes:
    """Plain text of this size."""
    return (b"The quick brown fox. " * (size // 21 + 1))[:size]


def png(size: int) -> bytes:
    """Bytes that begin like a PNG image, and nothing more."""
    return PNG + os.urandom(size - len(PNG))


async def stalled(content: bytes, waiting: asyncio.Event) -> AsyncIterator[bytes]:
    """`content` in pieces, and then nothing more, without an end."""
    async for piece in pieces(content):
        yield piece
    waiting.set()
    await asyncio.Event().wait()


async def pieces(content: bytes, *, then: BaseException | None = None) -> AsyncIterator[bytes]:
    """`content` in pieces, and then an error."""
    for begin in range(0, len(content), PIECE):
        await asyncio.sleep(0)
        yield content[begin : begin + PIECE]
    if then:
        raise then
