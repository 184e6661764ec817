"""Who is really calling: behind proxies the peer is the last proxy, and only as many proxies as are configured are believed.

`X-Forwarded-Host` is never believed: links are built from the configured origin.
"""

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hiveforge.core.settings import settings


def forwarded(app: ASGIApp) -> ASGIApp:
    """Put the caller's own address and scheme into the scope, where everybody below looks for them."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        hops = settings().trusted_proxy_hops
        if hops and scope["type"] in {"http", "websocket"}:
            scope = {**scope, **_as_seen_by_proxies(scope, hops)}
        await app(scope, receive, send)

    return through


def client_address(scope: Scope) -> str:
    """The caller's address; empty on a Unix socket."""
    client = scope.get("client")
    return client[0] if client else ""


def is_this_machine(scope: Scope) -> bool:
    """Whether the caller is on this machine itself, and not a proxy on it that speaks for somebody else."""
    headers = Headers(scope=scope)
    if not settings().trusted_proxy_hops and ("x-forwarded-for" in headers or "forwarded" in headers):
        return False
    try:
        return ipaddress.ip_address(client_address(scope)).is_loopback
    except ValueError:
        return False


def _as_seen_by_proxies(scope: Scope, hops: int) -> Scope:
    headers = Headers(scope=scope)
    seen: Scope = {}
    addresses, schemes = (_written(headers, f"x-forwarded-{what}") for what in ("for", "proto"))
    if len(addresses) >= hops and (address := _address(addresses[-hops])):
        seen["client"] = (address, 0)
    if schemes and (scheme := schemes[-min(hops, len(schemes))]) in {"http", "https"}:
        seen["scheme"] = scheme if scope["type"] == "http" else {"http": "ws", "https": "wss"}[scheme]
    return seen


def _written(headers: Headers, name: str) -> list[str]:
    """One entry for each proxy, the nearest last; further left stands what a stranger may have written himself."""
    return [part.strip() for part in ",".join(headers.getlist(name)).split(",") if part.strip()]


def _address(written: str) -> str:
    """An IP address out of `1.2.3.4`, `1.2.3.4:567`, `2001:db8::1` or `[2001:db8::1]:567`; empty when it is none."""
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
