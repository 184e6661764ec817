"""Files in answers: in ranges, kept only by the browser of whoever asked, and never run as a page of ours."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import csp

Open = Callable[[int, int], Awaitable[AsyncIterator[bytes]]]
"""Gives the bytes from a position up to and without another."""

KEPT = "private, no-cache"
_PIECE = 256 * 1024
_PATIENCE_SECONDS = 60
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# What browsers show by themselves without running anything that stands in it.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})
_AS_TEXT = frozenset({"text/markdown", "text/csv"})


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`tag` changes with the content. With `inline` the browser shows it, if it is of a kind that is safe to show."""

    name: str
    media_type: str
    size: int
    tag: str
    inline: bool = False
    cache_control: str = KEPT


class FileAnswer(Response):
    """Sends what was asked for, in pieces. A reader who takes nothing for a minute is gone."""

    def __init__(self, status: int, headers: dict[str, str], pieces: AsyncIterator[bytes] | None) -> None:
        super().__init__(status_code=status, headers=headers)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._pieces is None:
            await super().__call__(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self._pieces:
            for begin in range(0, len(piece), _PIECE):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    body = piece[begin : begin + _PIECE]
                    await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def answer(request: Request, facts: FileFacts, open_: Open) -> Response:
    """The whole file, one range of it, or that the browser has it already. HEAD opens nothing."""
    etag = f'"{facts.tag}"'
    headers = _headers(facts, etag)
    if _has_it(request, etag):
        return FileAnswer(304, {name: headers[name] for name in ("ETag", "Cache-Control")}, None)
    span = _range(request, facts.size, etag)
    if span == ():
        return FileAnswer(416, {"Content-Range": f"bytes */{facts.size}", "Cache-Control": "no-store"}, None)
    start, end = span or (0, facts.size)
    headers["Content-Length"] = str(end - start)
    if span:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{facts.size}"
    pieces = _none() if request.method == "HEAD" else await open_(start, end)
    return FileAnswer(206 if span else 200, headers, pieces)


def disposition(name: str, *, inline: bool) -> str:
    """The header that names a file: plain for old programs, and exactly as it is called for all others."""
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", name) or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _headers(facts: FileFacts, etag: str) -> dict[str, str]:
    media_type = "text/plain" if facts.inline and facts.media_type in _AS_TEXT else facts.media_type
    inline = facts.inline and media_type in _SHOWN
    # Not every browser's viewer of PDFs starts in a sandbox.
    viewer = inline and media_type == "application/pdf"
    return {
        "Content-Type": f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
        "Content-Disposition": disposition(facts.name, inline=inline),
        "Content-Security-Policy": csp.NOTHING if viewer else f"{csp.NOTHING}; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": facts.cache_control,
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }


def _has_it(request: Request, etag: str) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in known or "*" in known


def _range(request: Request, size: int, etag: str) -> tuple[int, int] | tuple[()] | None:
    """Start and end of the one range that is asked for; empty when there is no such range, None for the whole file."""
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if not found or found[0] == "bytes=-" or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found[1], found[2]
    if not first:
        return (max(size - int(last), 0), size) if int(last) and size else ()
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None  # not a range at all
    return (start, end) if start < size else ()


async def _none() -> AsyncIterator[bytes]:
    return
    yield b""
