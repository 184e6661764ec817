"""What Sentry is told, as Sentry's own SDK sends it to the stand-in; and what stays here."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter
from mail_stand_in import served

from hiveforge.core.logs import correlated
from hiveforge.core.settings import UnsafeSettings, settings
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.errors.log import LoggedErrors
from hiveforge.gateways.errors.sentry import SentryErrors
from hiveforge.sandbox.sentry import SentryStandIn
from hiveforge.web.app import create_api
from hiveforge.web.edge import wrap

# Sentry is sent the lines of source around a failure, so the failing code below names its person only through these.
NAME, CODE, STREET, MAIL = "Lovelace", "482913", "4 Privet Drive", "ada.lovelace@example.com"
PERSONAL = [
    "ada.lovelace",
    "Lovelace",
    "203.0.113.9",
    "2001:db8::7",
    "hunter2",
    "482913",
    "s3ss10n-c00k13",
    "4 Privet Drive",
]
WORDS = (
    "cannot mail ada.lovelace@example.com from 203.0.113.9 or 2001:db8::7\n"
    "[SQL: update users set name = %(name)s]\n[parameters: {'name': 'Lovelace', 'street': '4 Privet Drive'}]\n"
    "DETAIL:  Key (name)=(Lovelace) already exists."
)


@pytest.fixture(scope="module")
async def sentry() -> AsyncIterator[tuple[SentryStandIn, str]]:
    stand_in = SentryStandIn()
    async with served(stand_in) as url:
        yield stand_in, url


@pytest.fixture
def stand_in(sentry: tuple[SentryStandIn, str]) -> SentryStandIn:
    sentry[0].events.clear()
    sentry[0].raw.clear()
    return sentry[0]


@pytest.fixture
def reporter(sentry: tuple[SentryStandIn, str], stand_in: SentryStandIn) -> Iterator[SentryErrors]:
    made = SentryErrors(stand_in.dsn(sentry[1]), release="hiveforge@9.9.9", environment="test")
    yield made
    made.close()


async def settled(reporter: SentryErrors) -> None:
    await asyncio.to_thread(reporter.close)


def failing(name: str, code: str) -> None:
    local = STREET + name + code
    raise RuntimeError(f"{WORDS} {len(local)}")


async def test_error_behind_the_edge_reaches_sentry_with_the_same_request_id(reporter, stand_in):
    router = APIRouter()

    @router.post("/api/v1/things")
    async def fail() -> None:
        failing(NAME, CODE)

    app = wrap(create_api([router]), report=reporter.report)
    headers = {
        "cookie": f"{settings().session_cookie}=s3ss10n-c00k13", "origin": settings().origin,
        "authorization": "Bearer hunter2", "x-forwarded-for": "203.0.113.9",
    }  # fmt: skip
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url=settings().origin, headers=headers) as client:
        answer = await client.post("/api/v1/things?email=ada.lovelace@example.com", json={"password": "hunter2"})
    await settled(reporter)
    (event,) = stand_in.events
    assert answer.status_code == 500
    assert event["tags"]["request_id"] == answer.headers["x-request-id"] == answer.json()["request_id"]
    assert event["tags"]["route"] == "/api/v1/things"
    assert (event["release"], event["environment"]) == ("hiveforge@9.9.9", "test")


async def test_nothing_personal_is_sent(reporter, stand_in):
    user = uuid4()
    with correlated("request-17"):
        try:
            failing(NAME, CODE)
        except RuntimeError as error:
            reporter.report(error, {"handler": "members.invite", "user": user, "mail": MAIL})
    await settled(reporter)
    (event,), (sent,) = stand_in.events, stand_in.raw
    assert [word for word in PERSONAL if word in sent] == []
    assert event["user"] == {"id": str(user)}
    assert event["tags"]["request_id"] == "request-17"
    (told,) = event["exception"]["values"]
    assert told["type"] == "RuntimeError"
    assert told["stacktrace"]["frames"][-1]["function"] == "failing"
    assert not {"request", "breadcrumbs", "server_name", "modules", "extra"} & event.keys()
    assert socket.gethostname() not in sent


async def test_cause_of_an_error_is_told_and_scrubbed_too(reporter, stand_in):
    try:
        try:
            failing(NAME, CODE)
        except RuntimeError as cause:
            raise ValueError(f"outer for {MAIL}") from cause
    except ValueError as error:
        reporter.report(error, {})
    await settled(reporter)
    assert [one["type"] for one in stand_in.events[0]["exception"]["values"]] == ["RuntimeError", "ValueError"]
    assert [word for word in PERSONAL if word in stand_in.raw[0]] == []


async def test_nothing_is_gathered_behind_our_back(reporter, stand_in):
    import logging

    logging.getLogger("x").error("Lovelace was here")
    await settled(reporter)
    assert stand_in.raw == []


async def test_unreachable_sentry_harms_nobody():
    reporter = SentryErrors("http://public@127.0.0.1:9/1", release="x", environment="test")
    reporter.report(RuntimeError("x"), {})
    await settled(reporter)


def test_settings_choose_the_reporter(monkeypatch):
    settings.cache_clear()
    error_reporter.cache_clear()
    assert isinstance(error_reporter(), LoggedErrors)
    monkeypatch.setenv("SENTRY_DSN", "http://public@127.0.0.1:9/1")
    settings.cache_clear()
    error_reporter.cache_clear()
    assert isinstance(error_reporter(), SentryErrors)
    monkeypatch.undo()
    settings.cache_clear()
    error_reporter.cache_clear()


def test_stand_in_refuses_production(monkeypatch):
    monkeypatch.setenv("HIVEFORGE_ENVIRONMENT", "production")
    settings.cache_clear()
    with pytest.raises(UnsafeSettings):
        SentryStandIn()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("path", "key", "encoding", "body", "status"),
    [
        (
            "/api/1/envelope/",
            "public",
            "gzip",
            gzip.compress(b'{"event_id":"a"}\n{"type":"event"}\n{"x":1}\n', mtime=0),
            200,
        ),
        ("/api/1/envelope/", "public", "identity", b'{}\n{"type":"event","length":7}\n{"x":1}\n', 200),
        ("/api/2/envelope/", "public", "identity", b"{}\n", 404),
        ("/api/1/envelope/", "other", "identity", b"{}\n", 403),
        ("/api/1/envelope/", "public", "gzip", b"not gzip", 400),
        ("/api/1/envelope/", "public", "zstd", b"{}\n", 415),
        ("/api/1/envelope/", "public", "identity", b"not json\n", 400),
        ("/api/1/envelope/", "public", "identity", b"{}\n[]\n", 400),
    ],
)
async def test_stand_in_answers_as_sentry_does(path, key, encoding, body, status):
    stand_in = SentryStandIn()
    headers = {"x-sentry-auth": f"Sentry sentry_version=7, sentry_key={key}", "content-encoding": encoding}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stand_in.app()), base_url="http://s") as client:
        answer = await client.post(path, content=body, headers=headers)
    assert answer.status_code == status
    assert [json.dumps(event) for event in stand_in.events] == (['{"x": 1}'] if status == 200 else [])
