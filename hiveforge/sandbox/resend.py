"""A stand-in for Resend: the same addresses, checks, error answers and idempotency, without sending anything.

Tests point the official SDK at it, and break it on purpose with `Fault`s. It forgets everything when it stops.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from hiveforge.core.clock import now

from . import refuse_production

_ADDRESS = re.compile(r"^(?:[^<>\r\n]*<[^\s<>@,]+@[^\s<>@,]+\.[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+\.[^\s<>@,]+)$")
_Accept = Callable[[Any], dict[str, Any]]
_MOST_RECIPIENTS, _LARGEST_BATCH, _LONGEST_KEY = 50, 100, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One bad answer, after `delay` seconds. `accepts`: the mail is taken all the same, only the answer goes wrong."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    retry_after: int | None = None
    delay: float = 0
    accepts: bool = False
    garbage: bool = False

    @property
    def breaks(self) -> bool:
        """Whether the answer itself is wrong, and not only late."""
        return self.garbage or self.status != HTTPStatus.OK


class Refusal(Exception):
    """An error answer in Resend's shape."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status, self.name, self.message = status, name, message


@dataclass
class ResendStandIn:
    """One Resend account. `sent` holds what was accepted, by id; `faults` are used up one per request, oldest first."""

    api_key: str
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    requests: int = 0
    _answers: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        refuse_production("The stand-in for Resend")

    def app(self) -> FastAPI:
        """The account as a web application, to be served or mounted."""
        app = FastAPI(title="Stand-in for Resend", docs_url=None, redoc_url=None, openapi_url=None)
        app.add_api_route("/emails", self._send_one, methods=["POST"], response_model=None)
        app.add_api_route("/emails/batch", self._send_batch, methods=["POST"], response_model=None)
        app.add_api_route("/emails/{email_id}", self._retrieve, methods=["GET"], response_model=None)
        app.add_exception_handler(Refusal, _refuse)
        return app

    def forget(self) -> None:
        """Start again, as a new account with the same key."""
        for kept in (self.sent, self.faults, self._answers, self._running):
            kept.clear()
        self.requests = 0

    async def _send_one(self, request: Request) -> Response:
        return await self._post(request, self._accept_one)

    async def _send_batch(self, request: Request) -> Response:
        return await self._post(request, self._accept_batch)

    async def _retrieve(self, request: Request, email_id: str) -> Response:
        self._authenticate(request)
        if email_id not in self.sent:
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found", "Email not found")
        return JSONResponse({"object": "email", "id": email_id, **self.sent[email_id]})

    async def _post(self, request: Request, accept: _Accept) -> Response:
        self.requests += 1
        self._authenticate(request)
        fault = self.faults.popleft() if self.faults else None
        key, body = request.headers.get("idempotency-key"), await request.body()
        if fault and not fault.accepts:
            return await _break(fault)
        answer = await self._once(key, body, accept, fault.delay if fault else 0)
        return await _break(fault) if fault and fault.breaks else JSONResponse(answer)

    async def _once(self, key: str | None, body: bytes, accept: _Accept, delay: float) -> dict[str, Any]:
        """Accept the body, or repeat the answer that its key had."""
        if key is None:
            return accept(_parse(body))
        if not 1 <= len(key) <= _LONGEST_KEY:
            raise Refusal(HTTPStatus.BAD_REQUEST, "invalid_idempotency_key", "The key must be between 1-256 chars.")
        canonical = json.dumps(_parse(body), sort_keys=True)
        if key in self._running:
            raise Refusal(
                HTTPStatus.CONFLICT,
                "concurrent_idempotent_requests",
                "Same idempotency key used while original request is still in progress.",
            )
        if key in self._answers:
            earlier, answer = self._answers[key]
            if earlier != canonical:
                raise Refusal(
                    HTTPStatus.CONFLICT,
                    "invalid_idempotent_request",
                    "Same idempotency key used with a different request payload.",
                )
            return answer
        self._running.add(key)
        try:
            answer = accept(_parse(body))
            self._answers[key] = (canonical, answer)
            await asyncio.sleep(delay)
        finally:
            self._running.discard(key)
        return answer

    def _accept_one(self, params: Any) -> dict[str, Any]:
        _check(params)
        return {"id": self._keep(params)}

    def _accept_batch(self, batch: Any) -> dict[str, Any]:
        if not isinstance(batch, list) or not 1 <= len(batch) <= _LARGEST_BATCH:
            raise _invalid("The batch must hold between 1 and 100 emails.")
        for params in batch:
            _check(params)
        return {"data": [{"id": self._keep(params)} for params in batch]}

    def _keep(self, params: dict[str, Any]) -> str:
        email_id = str(uuid4())
        self.sent[email_id] = {
            "to": _addresses(params["to"]),
            "from": params["from"],
            "created_at": now().isoformat(),
            "subject": params["subject"],
            "html": params.get("html"),
            "text": params.get("text"),
            "bcc": _addresses(params.get("bcc") or []),
            "cc": _addresses(params.get("cc") or []),
            "reply_to": _addresses(params.get("reply_to") or []),
            "headers": params.get("headers") or {},
            "tags": params.get("tags") or [],
            "last_event": "sent",
        }
        return email_id

    def _authenticate(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not key:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "missing_api_key", "Missing API key in the authorization header.")
        if key != self.api_key:
            raise Refusal(HTTPStatus.FORBIDDEN, "invalid_api_key", "API key is invalid")


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise Refusal(HTTPStatus.BAD_REQUEST, "validation_error", "The request body is not valid JSON.") from None


def _check(params: Any) -> None:
    """Raise the Refusal that Resend would answer."""
    if not isinstance(params, dict):
        raise _invalid("The request body must be an object.")
    _check_presence(params)
    _check_addresses(params)
    if not isinstance(params["subject"], str) or "\n" in params["subject"] or "\r" in params["subject"]:
        raise _invalid("The `\\n` is not allowed in the `subject` field.")
    headers = params.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise _invalid("The `headers` field must be an object with string values.")


def _check_presence(params: dict[str, Any]) -> None:
    missing = next((name for name in ("from", "to", "subject") if not params.get(name)), None)
    if missing:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "missing_required_field", f"Missing `{missing}` field.")
    if not params.get("html") and not params.get("text"):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "missing_required_field", "Missing `html` or `text` field.")


def _check_addresses(params: dict[str, Any]) -> None:
    for name in ("from", "to", "cc", "bcc", "reply_to"):
        for address in _addresses(params.get(name) or []):
            if not isinstance(address, str) or not _ADDRESS.match(address):
                raise _invalid(
                    f"Invalid `{name}` field. The email address needs to follow the `email@example.com` "
                    "or `Name <email@example.com>` format."
                )
    if len(_addresses(params["to"])) > _MOST_RECIPIENTS:
        raise _invalid("The `to` field must not hold more than 50 recipients.")


def _addresses(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _invalid(message: str) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "validation_error", message)


async def _refuse(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return _error(error.status, error.name, error.message)


def _error(status: int, name: str, message: str) -> JSONResponse:
    return JSONResponse({"statusCode": status, "name": name, "message": message}, status)


async def _break(fault: Fault) -> Response:
    await asyncio.sleep(0 if fault.accepts else fault.delay)
    if fault.garbage:
        return PlainTextResponse("<html>upstream sent garbage</html>", fault.status)
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        response = _error(
            fault.status, "rate_limit_exceeded", "Too many requests. Please limit the number of requests per second."
        )
        response.headers["retry-after"] = str(fault.retry_after or 1)
        return response
    return _error(fault.status, "application_error", "Something went wrong.")
