"""The cookies as browsers get them: for this host only, out of scripts' reach, sent over HTTPS where there is HTTPS."""

from http.cookies import Morsel, SimpleCookie

import pytest
from fastapi import Request, Response

from hiveforge.core.settings import settings
from hiveforge.web import cookies


@pytest.fixture(params=["http://localhost:8000", "https://app.example.com"])
def origin(request, configure):
    configure(HIVEFORGE_ORIGIN=request.param)
    return request.param


def request_with(cookie: str = "") -> Request:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return Request({"type": "http", "headers": headers})


def only_cookie(response: Response) -> Morsel[str]:
    jar: SimpleCookie = SimpleCookie(response.headers["set-cookie"])
    (morsel,) = jar.values()
    return morsel


def test_session_cookie_is_bound_to_this_host_and_hidden(origin):
    response = Response()
    cookies.set_session_cookie(response, "secret")
    morsel = only_cookie(response)
    assert (morsel.value, morsel["path"], morsel["samesite"], morsel["domain"]) == ("secret", "/", "lax", "")
    assert morsel["httponly"]
    assert int(morsel["max-age"]) == settings().session_hours * 3600
    https = origin.startswith("https")
    assert (bool(morsel["secure"]), morsel.key.startswith("__Host-")) == (https, https)


def test_clearing_names_the_same_cookie(origin):
    set_, cleared = Response(), Response()
    cookies.set_session_cookie(set_, "secret")
    cookies.clear_session_cookie(cleared)
    before, after = only_cookie(set_), only_cookie(cleared)
    assert (after.key, after["path"], after["secure"]) == (before.key, before["path"], before["secure"])
    assert (after.value, after["max-age"]) == ("", "0")


def test_flow_cookie_lasts_half_an_hour_and_is_reused(origin):
    secret = cookies.begin_flow(request_with())
    response = Response()
    cookies.set_flow_cookie(response, secret)
    morsel = only_cookie(response)
    assert (morsel["max-age"], bool(morsel["httponly"]), morsel["samesite"]) == ("1800", True, "lax")
    assert cookies.begin_flow(request_with(f"{morsel.key}={secret}")) == secret
    assert cookies.begin_flow(request_with()) != secret


@pytest.mark.parametrize("planted", ["", "short", "x" * 44, "x" * 42 + ";", "x" * 42 + "\u00e9"])
def test_flow_cookie_of_another_shape_is_not_ours(origin, planted):
    assert cookies.flow_secret(request_with(f"{settings().session_cookie}-flow={planted}")) == ""
