"""What every answer tells the browser: what the page may do, who may embed it, and how long to keep it."""

import re
from pathlib import Path

from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hiveforge.core.settings import settings

from . import csp

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TWO_YEARS = 63_072_000
_HASHED = re.compile(r"/(assets|fonts)/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+")

FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
REVALIDATE = "no-cache"
NEVER = "no-store"


def secure_headers(app: ASGIApp, build: Path) -> ASGIApp:
    """Add the headers to every answer, refusals and errors included. What a route has set itself stays."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                message.setdefault("headers", [])
                _complete(MutableHeaders(scope=message), message["status"], scope, build)
            await send(message)

        await app(scope, receive, send_with_headers)

    return through


def _complete(headers: MutableHeaders, status: int, scope: Scope, build: Path) -> None:
    for name, value in _COMMON.items():
        headers.setdefault(name, value)
    # Our logo may be shown by the program in which somebody reads our mail.
    public = headers.get("content-type", "").startswith("image/") and not _is_route(scope)
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if public else "same-origin")
    if settings().secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={_TWO_YEARS}")
    headers.setdefault("Cache-Control", _cache_control(headers, status, scope))
    # A 304 has no body; its headers replace those kept with the page, and the kept policy is the right one.
    if status != 304:
        page = _is_page(headers) and not _is_route(scope)
        headers.setdefault("Content-Security-Policy", csp.for_page(scope["path"], build) if page else csp.NOTHING)


def _cache_control(headers: MutableHeaders, status: int, scope: Scope) -> str:
    if _is_route(scope):
        return NEVER
    path = scope["path"]
    # A 304 carries no content type; built pages are the addresses without an ending.
    if _is_page(headers) or (status == 304 and "." not in path.rpartition("/")[2]):
        return REVALIDATE
    if status not in {200, 206, 304} or "etag" not in headers:
        return NEVER
    return FOREVER if _HASHED.fullmatch(path) else AN_HOUR


def _is_page(headers: MutableHeaders) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _is_route(scope: Scope) -> bool:
    """Whether one of our own routes answered, and not a built file."""
    return isinstance(scope.get("route"), APIRoute)
