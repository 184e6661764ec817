"""Requests per second of the list API against a bare endpoint that sends the same rows."""

import asyncio
import time

from .report import Measurement, paired_ratio
from .world import BARE_PORT, PORT, SECRET, SLUG

CLIENTS, PAIRS, SECONDS = 8, 12, 1.0


async def measure() -> list[Measurement]:
    ours_request = _request(f"/api/v1/organizations/{SLUG}/members?limit=25", PORT, f"Cookie: hiveforge={SECRET}\r\n")
    bare_request = _request(f"/list/{SLUG}", BARE_PORT)
    await _slice(PORT, ours_request, 0.5)
    await _slice(BARE_PORT, bare_request, 0.5)
    ours, bare = [], []
    for pair in range(PAIRS):
        for mine in (True, False) if pair % 2 else (False, True):
            rate = await _slice(*((PORT, ours_request) if mine else (BARE_PORT, bare_request)), SECONDS)
            (ours if mine else bare).append(rate)
    return [paired_ratio("list_api", ours, bare, ours_per_second=round(max(ours)), bare_per_second=round(max(bare)))]


def _request(path: str, port: int, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()


async def _slice(port: int, request: bytes, seconds: float) -> float:
    started = time.perf_counter()
    counts = await asyncio.gather(*(_client(port, request, started + seconds) for _ in range(CLIENTS)))
    return sum(counts) / (time.perf_counter() - started)


async def _client(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"expected 200, got {head[:60]!r}")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        answered += 1
    writer.close()
    return answered
