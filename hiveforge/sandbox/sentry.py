"""A stand-in for Sentry: takes envelopes as its relay does, and keeps the events for a test to read."""

import gzip
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from . import refuse_production

_LARGEST_ENVELOPE = 20 * 1024 * 1024


class Refusal(Exception):
    """An error answer in Sentry's shape."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass
class SentryStandIn:
    """One Sentry project. `events` holds the error events in order of arrival, `raw` each envelope as text."""

    public_key: str = "public"
    project: str = "1"
    events: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        refuse_production("The stand-in for Sentry")

    def dsn(self, url: str) -> str:
        """The DSN of this project when the stand-in is served at `url`."""
        scheme, _, host = url.partition("://")
        return f"{scheme}://{self.public_key}@{host}/{self.project}"

    def app(self) -> FastAPI:
        """The project as a web application, to be served or mounted."""
        app = FastAPI(title="Stand-in for Sentry", docs_url=None, redoc_url=None, openapi_url=None)
        app.add_api_route("/api/{project}/envelope/", self._take, methods=["POST"], response_model=None)
        app.add_exception_handler(Refusal, _refuse)
        return app

    async def _take(self, project: str, request: Request) -> JSONResponse:
        if project != self.project:
            raise Refusal(404, "no such project")
        if f"sentry_key={self.public_key}" not in request.headers.get("x-sentry-auth", ""):
            raise Refusal(403, "missing or wrong authorization")
        envelope = _unpacked(await request.body(), request.headers.get("content-encoding", "identity"))
        header, items = _parsed(envelope)
        self.raw.append(envelope.decode())
        self.events.extend(json.loads(payload) for kind, payload in items if kind == "event")
        return JSONResponse({"id": header.get("event_id")})


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "identity":
        return body
    if encoding not in {"gzip", "deflate"}:
        raise Refusal(415, f"unknown content encoding {encoding}")
    try:
        unpacked = gzip.decompress(body) if encoding == "gzip" else zlib.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal(400, "the body is not compressed as it says") from error
    if len(unpacked) > _LARGEST_ENVELOPE:
        raise Refusal(413, "the envelope is too large")
    return unpacked


def _parsed(envelope: bytes) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """The header and each item's type and payload: https://develop.sentry.dev/sdk/foundations/envelopes/."""
    line, _, rest = envelope.partition(b"\n")
    items = []
    try:
        header = json.loads(line)
        while rest.strip():
            line, _, rest = rest.partition(b"\n")
            item = json.loads(line)
            length = item.get("length", rest.find(b"\n") if b"\n" in rest else len(rest))
            items.append((item["type"], rest[:length]))
            rest = rest[length:].removeprefix(b"\n")
    except (ValueError, KeyError, AttributeError) as error:
        raise Refusal(400, "the envelope is malformed") from error
    return header, items


async def _refuse(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    return JSONResponse({"detail": error.detail}, error.status, {"X-Sentry-Error": error.detail})
