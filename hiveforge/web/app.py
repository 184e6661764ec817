"""The HTTP application: routers of the slices, documentation, health and metrics; Reflex is mounted below it."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.responses import Response

import hiveforge
from hiveforge.core.errors import NotFound
from hiveforge.core.health import refresh_metrics

from . import docs, problems
from .errors import WrongMethod
from .health import health_routes
from .metrics import metrics_routes

DESCRIPTION = """
Everything a member can do in the browser, for programs.

Errors are `application/problem+json` with a stable `code`, a `title` for people and the `request_id` to quote to us.
Lists are read page by page with `cursor`. Times are UTC.
"""
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_api(routers: Iterable[APIRouter]) -> FastAPI:
    """An application with these routers. Each router carries its whole prefix, `/api/v1/...` for the public API."""
    api = FastAPI(
        title="HiveForge API",
        version=hiveforge.__version__,
        description=DESCRIPTION,
        openapi_url=docs.OPENAPI_PATH,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=problems.RESPONSES,
        generate_unique_id_function=_operation_id,
    )
    problems.install(api)
    for router in (*routers, docs.router, health_routes(), metrics_routes([refresh_metrics])):
        api.include_router(router)
    _refuse_unknown_addresses(api)
    return api


def _operation_id(route: APIRoute) -> str:
    """Short names in generated clients: the tag and the function."""
    return "_".join([*(str(tag) for tag in route.tags[:1]), route.name])


def _refuse_unknown_addresses(api: FastAPI) -> None:
    """Below /api an unknown address is a problem, not the page that Reflex would show."""
    known = [(c.path_regex, c.methods or set()) for c in iter_route_contexts(api.routes) if hasattr(c.route, "methods")]

    @api.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
    async def unknown(request: Request, rest: str) -> Response:  # noqa: ARG001  the path is matched whole
        allowed = {method for regex, methods in known if regex.match(request.url.path) for method in methods}
        if not allowed:
            raise NotFound
        refusal = problems.render(WrongMethod(), request.scope)
        refusal.headers["Allow"] = ", ".join(sorted(allowed))
        return refusal
