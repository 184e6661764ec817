"""Other sites cannot act in a person's name: no form, no fetch and no websocket of theirs reaches a handler.

This is the wall against cross-site request forgery; the cookie's SameSite is a second one, and Socket.IO's own check
of the Origin a second one for websockets.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from hiveforge.core.origins import own_origins
from hiveforge.core.settings import settings

from .errors import CrossSite, WrongMediaType
from .problems import refuse
from .uploads import is_file

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_SIGNED_PATHS = ("/webhooks/",)  # their senders sign each request and have no cookie
_API_PATHS = ("/api/",)


def same_origin_only(app: ASGIApp) -> ASGIApp:
    """Answer 403 to cross-site writes and websockets, 415 to API bodies that a foreign form could have sent."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        if scope["type"] == "websocket":
            refusal = None if _websocket_allowed(Headers(scope=scope)) else CrossSite()
        elif scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            refusal = _refusal(scope["path"], Headers(scope=scope))
        if refusal:
            await refuse(refusal, scope, receive, send)
        else:
            await app(scope, receive, send)

    return through


def _websocket_allowed(headers: Headers) -> bool:
    """Browsers always send an Origin with a handshake, and pages cannot change it.

    Without one the caller is a program, which could have written any Origin: refusing it would protect nobody.
    """
    return all(origin in own_origins() for origin in headers.getlist("origin"))


def _refusal(path: str, headers: Headers) -> CrossSite | WrongMediaType | None:
    if path.startswith(_SIGNED_PATHS):
        return None
    if not _write_allowed(headers):
        return CrossSite()
    if path.startswith(_API_PATHS) and _has_body(headers) and not (_is_json(headers) or is_file(headers)):
        return WrongMediaType()
    return None


def _write_allowed(headers: Headers) -> bool:
    if headers.get("sec-fetch-site") == "cross-site":
        return False
    origins = headers.getlist("origin") or [_origin_of(referer) for referer in headers.getlist("referer")]
    if origins:
        return all(origin in own_origins() for origin in origins)
    # Neither header: no browser of today sends that with a write. A program may, but not with a browser's cookie.
    return settings().session_cookie not in cookie_parser(headers.get("cookie", ""))


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _is_json(headers: Headers) -> bool:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))
