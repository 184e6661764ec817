"""The addresses this server answers to. Everything else in a Host or Origin header is somebody else's."""

from functools import cache
from urllib.parse import urlsplit

from .settings import settings

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {("http", 80), ("https", 443)}


def own_hosts() -> frozenset[str]:
    """Host names without port. On a developer's machine its other names count too, or the first sign-in would fail."""
    return _hosts(settings().origin)


def own_origins() -> frozenset[str]:
    """Origins a browser may send: scheme, host and port, as browsers write them."""
    return _origins(settings().origin)


def is_own_host(host: str) -> bool:
    """Whether a Host header names this server; the port is the proxy's business."""
    return _host_name(host) in own_hosts()


@cache
def _hosts(origin: str) -> frozenset[str]:
    name = urlsplit(origin).hostname or "localhost"
    return _THIS_MACHINE if name in _THIS_MACHINE else frozenset({name})


@cache
def _origins(origin: str) -> frozenset[str]:
    parts = urlsplit(origin)
    port = "" if parts.port is None or (parts.scheme, parts.port) in _DEFAULT_PORTS else f":{parts.port}"
    return frozenset(f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}" for name in _hosts(origin))


def _host_name(host: str) -> str | None:
    """The name in a Host header; None for everything that is not `name` or `name:port`."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    return None if "@" in host or parts.path or parts.query or parts.fragment else parts.hostname
