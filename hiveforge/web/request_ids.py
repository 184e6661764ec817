"""Every request and websocket connection gets an id, which the log, the audit trail and the answer share."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hiveforge.core.logs import correlated
from hiveforge.core.settings import settings

HEADER = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_STARTS = {"http.response.start", "websocket.http.response.start", "websocket.accept"}


def request_ids(app: ASGIApp) -> ASGIApp:
    """Bind an id while the request is worked on and send it back. A caller's own id counts only behind trusted proxies."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await app(scope, receive, send)
            return
        with correlated(_given(scope)) as request_id:

            async def send_with_id(message: Message) -> None:
                if message["type"] in _STARTS:
                    message.setdefault("headers", [])
                    MutableHeaders(scope=message)[HEADER] = request_id
                await send(message)

            await app(scope, receive, send_with_id)

    return through


def _given(scope: Scope) -> str:
    if not settings().trusted_proxy_hops:
        return ""
    given = Headers(scope=scope).get(HEADER, "")
    return given if _WELL_FORMED.fullmatch(given) else ""
