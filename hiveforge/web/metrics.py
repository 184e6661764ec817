"""Counts and times every request, and shows all counters at `/metrics` to whoever may see them."""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hiveforge.core import metrics
from hiveforge.core.errors import NotAllowed, NotSignedIn
from hiveforge.core.settings import settings

from .proxies import is_this_machine

log = structlog.get_logger("hiveforge.web.access")

Refresh = Callable[[], Awaitable[None]]

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_QUIET = {"/healthz", "/readyz", "/metrics"}
_LONG_SEGMENT = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}(?![^/])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def measured(app: ASGIApp) -> ASGIApp:
    """Count and log each request. Neither query strings nor what looks like a secret in the path is written down."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            with metrics.WEBSOCKETS.track_inprogress():
                await app(scope, receive, send)
            return
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, status = time.perf_counter(), 499  # nothing sent: the caller went away

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, send_noting_status)
        finally:
            _note(scope, status, time.perf_counter() - began)

    return through


def metrics_routes(refresh: Sequence[Refresh] = ()) -> APIRouter:
    """`GET /metrics`. `refresh` brings gauges up to date that somebody has to ask for."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    async def show(request: Request) -> Response:
        _may_see(request)
        for bring_up_to_date in refresh:
            await bring_up_to_date()
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    return router


def route_template(scope: Scope) -> str:
    """The template of the route that answered, `/api/v1/organizations/{organization}`; pages and files share one each."""
    route = scope.get("route")
    if isinstance(route, APIRoute):
        return route.path
    return "(file)" if "." in scope["path"].rpartition("/")[2] else "(page)"


def _may_see(request: Request) -> None:
    token = settings().metrics_token.get_secret_value()
    if not token and not is_this_machine(request.scope):
        raise NotAllowed("Metrics are for this machine only, unless HIVEFORGE_METRICS_TOKEN is set.")
    given = request.headers.get("authorization", "")
    if token and not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotSignedIn("Metrics need the bearer token in HIVEFORGE_METRICS_TOKEN.")


def _note(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "(other)"
    route = route_template(scope)
    metrics.observe_request(method, route, status, seconds)
    quiet = scope["path"] in _QUIET or (route == "(file)" and status < 400)
    write = log.debug if quiet else log.info
    write("request", method=method, path=_masked(scope["path"]), status=status, ms=round(seconds * 1000, 1))


def _masked(path: str) -> str:
    """The path without invitation tokens and the like."""
    return _LONG_SEGMENT.sub(lambda found: found[0] if _UUID.fullmatch(found[0]) else "…", path)
