"""Requests per second over raw connections, so that the client's own work is small and the same for every server."""

import asyncio
import math
import time
from collections.abc import Iterator

CLIENTS = 8


async def rate(port: int, requests: Iterator[bytes], *, seconds: float = math.inf) -> float:
    """Send `requests` until they or the `seconds` are over. Raises RuntimeError for an answer that is no success."""
    started = time.perf_counter()
    counts = await asyncio.gather(*(_client(port, requests, started + seconds) for _ in range(CLIENTS)))
    return sum(counts) / (time.perf_counter() - started)


async def _client(port: int, requests: Iterator[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < until and (request := next(requests, None)):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 20"):
            raise RuntimeError(f"expected a success, got {head[:60]!r}")
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        await reader.readexactly(length)
        answered += 1
    writer.close()
    return answered
