"""The two cookies we set: who is signed in, and which browser asked for a code. No script can read either."""

import re
import secrets

from fastapi import Request, Response

from hiveforge.core.settings import settings

_FLOW_SECONDS = 30 * 60
_FLOW = re.compile(r"[A-Za-z0-9_-]{43}")


def set_session_cookie(response: Response, secret: str) -> None:
    """Sign the browser in that gets this response."""
    _set(response, settings().session_cookie, secret, settings().session_hours * 3600)


def clear_session_cookie(response: Response) -> None:
    """Sign it out. What it has kept of us are empty shells and public files, so nothing else needs clearing."""
    response.delete_cookie(settings().session_cookie, path="/", secure=settings().secure, httponly=True, samesite="lax")


def flow_secret(request: Request) -> str:
    """What binds a mailed code to this browser; empty when it has asked for none lately."""
    kept = request.cookies.get(_flow_cookie(), "")
    return kept if _FLOW.fullmatch(kept) else ""


def begin_flow(request: Request) -> str:
    """The browser's secret, or a new one: several codes can be on their way to one browser. Set it with the answer."""
    return flow_secret(request) or secrets.token_urlsafe(32)


def set_flow_cookie(response: Response, secret: str) -> None:
    """Let this browser be known when the code comes back, for half an hour."""
    _set(response, _flow_cookie(), secret, _FLOW_SECONDS)


def _flow_cookie() -> str:
    return f"{settings().session_cookie}-flow"


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    # Lax and not Strict: a link in a mail opens our page from another site, and must find the browser signed in.
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings().secure, httponly=True, samesite="lax")
