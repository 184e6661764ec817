"""Files in request bodies: raw, larger than anything else we take, and read piece by piece.

The wall takes so large a body only at the routes that are declared for it. It must be sent as application/octet-stream,
which no form of another site can do; what the file is, its bytes say.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.datastructures import Headers
from starlette.types import Scope

from .errors import LengthRequired, WrongMediaType

MEDIA_TYPE = "application/octet-stream"
UPLOAD_BODY: Mapping[str, Any] = {
    "requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
"""For `openapi_extra=` of such a route."""


class UploadRoute(APIRoute):
    """Made by `uploads_up_to`."""

    largest: ClassVar[int] = 0


def uploads_up_to(largest: int) -> type[UploadRoute]:
    """The `route_class` of routers whose POSTs take a file of so many bytes."""
    return type("UploadRoute", (UploadRoute,), {"largest": largest})


class UploadAddresses:
    """Where files are taken."""

    def __init__(self, api: FastAPI | None = None) -> None:
        routes = iter_route_contexts(api.routes) if api else ()
        self._known: list[tuple[re.Pattern[str], int]] = [
            (context.path_regex, context.original_route.largest)
            for context in routes
            if isinstance(context.original_route, UploadRoute) and "POST" in (context.methods or ())
        ]

    def largest(self, scope: Scope) -> int | None:
        """How large a file may be sent there; None where none is taken."""
        if scope["method"] != "POST":
            return None
        return next((largest for regex, largest in self._known if regex.match(scope["path"])), None)


@dataclass(frozen=True, slots=True)
class UploadedBody:
    """What is being sent. `content` raises ClientDisconnect when the sender goes away."""

    size: int
    content: AsyncIterator[bytes]


def is_file(headers: Headers) -> bool:
    """Whether the body says that it is a file."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == MEDIA_TYPE


def _body(request: Request) -> UploadedBody:
    if not is_file(request.headers):
        raise WrongMediaType(f"Send the file itself as the body, as {MEDIA_TYPE}.")
    declared = request.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdecimal()):
        raise LengthRequired
    return UploadedBody(int(declared), request.stream())


Upload = Annotated[UploadedBody, Depends(_body)]
"""The file in the body of a route with `route_class=uploads_up_to(…)`."""
