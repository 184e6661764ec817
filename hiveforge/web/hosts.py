"""Requests for another host name are refused, so that nothing built from a Host header can lead elsewhere."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hiveforge.core.origins import is_own_host
from hiveforge.core.settings import settings

from .errors import WrongHost
from .problems import refuse

# Orchestrators ask these by address, not by name; they build no links.
_PROBES = {"/healthz", "/readyz", "/metrics"}


def own_hosts_only(app: ASGIApp) -> ASGIApp:
    """Answer 421 unless the Host header names this server."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["path"] in _PROBES:
            await app(scope, receive, send)
            return
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) == 1 and is_own_host(hosts[0]):
            await app(scope, receive, send)
            return
        await refuse(WrongHost(_remedy()), scope, receive, send)

    return through


def _remedy() -> str:
    if settings().production:
        return ""
    return f"This server answers to {settings().origin}. Set HIVEFORGE_ORIGIN to use another address."
