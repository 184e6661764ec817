"""Answers to the forms that set cookies: JSON for our script, redirects for browsers without it."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from hiveforge.core.errors import AppError
from hiveforge.core.origins import own_origins

from .problems import as_app_error
from .redirects import safe_next

SEE_OTHER = 303


def leads_to(request: Request, location: str) -> Response:
    """Success: the browser goes to `location`, a path of ours."""
    if _is_scripted(request):
        return JSONResponse({"location": location})
    return RedirectResponse(location, SEE_OTHER)


class FormRoute(APIRoute):
    """A refusal leads a browser without JavaScript back to its form, as `?error=code`, which the page puts into words.

    What a person typed never goes into an address.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_go_back(request: Request) -> Response:
            try:
                return await answer(request)
            except (AppError, RequestValidationError) as error:
                form = _form_page(request)
                if _is_scripted(request) or not form:
                    raise
                return RedirectResponse(_with_error(form, as_app_error(error).code), SEE_OTHER)

        return answer_or_go_back


def _is_scripted(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _form_page(request: Request) -> str:
    """The page of ours that the form stands on; empty when the browser does not say."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if f"{came_from.scheme}://{came_from.netloc}" not in own_origins():
        return ""
    return safe_next(came_from._replace(scheme="", netloc="", fragment="").geturl(), default="")


def _with_error(page: str, code: str) -> str:
    parts = urlsplit(page)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "error"]
    return parts._replace(query=urlencode([*kept, ("error", code)])).geturl()
