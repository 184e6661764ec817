"""Requests per second of the list API against a bare endpoint that sends the same rows."""

from itertools import repeat

from .clients import rate
from .report import Measurement, paired_ratio
from .world import BARE_PORT, PORT, SECRET, SLUG

PAIRS, SECONDS = 12, 1.0


async def measure() -> list[Measurement]:
    ours_request = _request(f"/api/v1/organizations/{SLUG}/members?limit=25", PORT, f"Cookie: hiveforge={SECRET}\r\n")
    bare_request = _request(f"/list/{SLUG}", BARE_PORT)
    await rate(PORT, repeat(ours_request), seconds=0.5)
    await rate(BARE_PORT, repeat(bare_request), seconds=0.5)
    ours, bare = [], []
    for pair in range(PAIRS):
        for mine in (True, False) if pair % 2 else (False, True):
            port, request = (PORT, ours_request) if mine else (BARE_PORT, bare_request)
            (ours if mine else bare).append(await rate(port, repeat(request), seconds=SECONDS))
    return [paired_ratio("list_api", ours, bare, ours_per_second=round(max(ours)), bare_per_second=round(max(bare)))]


def _request(path: str, port: int, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
