"""Errors over HTTP, rendered in this one place: application/problem+json for programs, a plain page for browsers.

Every answer carries the request's id and none carries a stack trace, the input, or a word about the database.
"""

import math
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from hiveforge.core.errors import AppError, Invalid, NotFound, NotSignedIn, Unavailable
from hiveforge.core.logs import current_correlation
from hiveforge.core.outages import DATABASE_OUTAGES, unavailable

from . import error_page
from .errors import Broken, Malformed, TooLarge, WrongHost, WrongMediaType, WrongMethod

log = structlog.get_logger(__name__)

PROGRAM_PATHS = ("/api/", "/webhooks/")
MEDIA_TYPE = "application/problem+json"
_POLICY_VIOLATION = 1008


_BY_STATUS: dict[int, type[AppError]] = {
    kind.status: kind
    for kind in (Malformed, NotSignedIn, NotFound, WrongMethod, TooLarge, WrongMediaType, WrongHost, Unavailable)
}


# For the OpenAPI description: what every operation may answer instead.
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "The request was refused, or failed.",
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "title": "Problem",
                    "type": "object",
                    "required": ["type", "title", "status", "code", "request_id"],
                    "properties": {
                        "type": {"type": "string", "description": "A URN made of `code`."},
                        "title": {"type": "string", "description": "What happened, for people."},
                        "status": {"type": "integer"},
                        "code": {"type": "string", "description": "Stable, for programs."},
                        "request_id": {"type": "string"},
                        "param": {"type": "string", "description": "The field it is about."},
                        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                        "retry_after": {"type": "number", "description": "Seconds to wait before trying again."},
                        "limit": {"type": "integer", "description": "How much the plan has of what was asked for."},
                        "used": {"type": "integer", "description": "How much of that is taken."},
                        "upgrade_url": {"type": "string", "description": "The page that lifts a limit of the plan."},
                    },
                }
            }
        },
    }
}


def install(app: FastAPI) -> None:
    """Make `app` answer every error as a problem. Exceptions nobody foresaw are rendered here and reported at the edge."""
    for kind in (AppError, RequestValidationError, HTTPException, *DATABASE_OUTAGES, Exception):
        app.add_exception_handler(kind, _answer)


def as_app_error(error: BaseException) -> AppError:
    """The refusal that stands for any exception."""
    match error:
        case AppError():
            return error
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            return _from_status(error)
        case _ if isinstance(error, DATABASE_OUTAGES):
            log.warning("database does not answer", reason=type(error).__name__)
            return unavailable()
        case _:
            return Broken()


def render(error: AppError, scope: Scope) -> Response:
    """The answer to `error`: a page for a browser that asked for one, else problem+json."""
    request_id = current_correlation()
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if _wants_page(scope):
        return HTMLResponse(
            error_page.render(error.status, error.message, request_id),
            error.status,
            headers | {"Content-Security-Policy": error_page.POLICY},
        )
    return JSONResponse(_members(error, request_id), error.status, headers, MEDIA_TYPE)


async def refuse(error: AppError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `error` in place of the application; a websocket handshake is turned down with the same answer."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    await render(error, scope)(scope, receive, send)


async def _answer(request: Request, error: Exception) -> Response:
    response = render(as_app_error(error), request.scope)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _members(error: AppError, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:problem-type:hiveforge:{error.code}",
        "title": error.message,
        "status": error.status,
        "code": error.code,
        "request_id": request_id,
    }
    extra = {
        "param": error.param,
        "fields": error.fields,
        "retry_after": error.retry_after,
        "upgrade_url": error.upgrade_url,
    }
    counts = {"limit": error.limit, "used": error.used}
    told = {name: count for name, count in counts.items() if count is not None}  # none of it is left is a count too
    return body | {name: value for name, value in extra.items() if value} | told


def _invalid(error: RequestValidationError) -> AppError:
    """All fields at once, in pydantic's words, without repeating the input."""
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return Malformed("The body is not valid JSON.")
    if any(one["loc"][0] == "path" for one in found):
        return NotFound()  # what is no id names nothing
    fields: dict[str, str] = {}
    for one in found:
        fields.setdefault(_field(one["loc"]), str(one["msg"]).removeprefix("Value error, "))
    first, message = next(iter(fields.items()))
    words = f"{first}: {message}" if len(fields) == 1 else "Some fields need another look."
    return Invalid(words, param=first, fields=fields)


def _field(location: tuple[int | str, ...]) -> str:
    """`("body", "address", 0, "city")` as `address.0.city`; the body as a whole is `body`."""
    inner = location[1:] if location[0] in {"body", "query", "path", "header", "cookie"} else location
    return ".".join(str(part) for part in inner) or "body"


def _from_status(error: HTTPException) -> AppError:
    kind = _BY_STATUS.get(error.status_code)
    if kind:
        return kind()
    status = HTTPStatus(error.status_code)
    made = (Broken if status >= HTTPStatus.INTERNAL_SERVER_ERROR else AppError)(status.phrase + ".")
    made.status, made.code = status.value, status.name.lower()
    return made


def _wants_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(PROGRAM_PATHS)
