"""What a tab's connection brings along is kept in the tab's state (Redis included) and in Reflex's log: no secret may.

So the session cookie is taken out before Reflex sees it, and its hash, all that the database keeps, takes its place.
"""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from hiveforge.core.identity import SESSION_HASH_HEADER, secret_hash
from hiveforge.core.settings import settings

_PATH = "/_event"
_SECRET = {b"cookie", b"authorization", b"proxy-authorization", SESSION_HASH_HEADER.encode()}


def without_secrets(app: ASGIApp) -> ASGIApp:
    """Hand the page's socket the hash of the session cookie, and no other credentials."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith(_PATH):
            scope = {**scope, "headers": _without_secrets(scope)}
        await app(scope, receive, send)

    return through


def _without_secrets(scope: Scope) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in _SECRET]
    cookies = cookie_parser("; ".join(Headers(scope=scope).getlist("cookie")))
    if secret := cookies.get(settings().session_cookie):
        kept.append((SESSION_HASH_HEADER.encode(), secret_hash(secret).encode()))
    return kept
