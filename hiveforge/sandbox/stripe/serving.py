"""The API itself: authentication, idempotency, checks on the way in and out, one transaction per request."""

import hashlib
import json
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlmodel import col, select, text

from hiveforge.sandbox import refuse_production

from .clock import catch_up
from .description import check_answer, check_error, checked_request
from .errors import Refusal
from .form import decode
from .listing import expanded
from .models import StripeAnswer
from .routes import ROUTES, Route
from .store import Object, Store, opened

Answer = tuple[int, Object]


@cache
def api_app() -> FastAPI:
    """The API of this process, to be reached through `httpx.ASGITransport`."""
    return create_app()


def create_app() -> FastAPI:
    """Stripe's API at `/v1`. Takes any key that begins with `sk_test_`. Raises UnsafeSettings in production."""
    refuse_production("The stand-in for Stripe")
    app = FastAPI(title="Stand-in for Stripe", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/v1/{path:path}", _serve, methods=["GET", "POST", "DELETE"], response_model=None)
    return app


async def _serve(request: Request) -> JSONResponse:
    try:
        _authenticate(request)
        route, name = _route(request.method, request.url.path)
        sent = decode((await request.body()).decode() or request.url.query)
        params = checked_request(route.method, route.template, sent)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        status, answer = await _answered(route, name, params, key)
    except Refusal as refusal:
        status, answer = refusal.status, refusal.body()
    if status >= 400:
        check_error(answer)
    return JSONResponse(answer, status, {"Request-Id": "req_local", "Stripe-Version": "2026-08-26.dahlia"})


def _authenticate(request: Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key.startswith("sk_test_"):
        raise Refusal("Invalid API Key provided. The stand-in takes keys that begin with sk_test_.", status=401)


def _route(method: str, path: str) -> tuple[Route, str]:
    for route in ROUTES:
        if (name := route.match(method, path)) is not None:
            return route, name
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


async def _answered(route: Route, name: str, params: Object, key: str | None) -> Answer:
    async with opened(writes=False, key=key) as store:
        if key is None:
            return await _act(store, route, name, params)
        fingerprint = hashlib.sha256(json.dumps([route.method, route.template, name, params], sort_keys=True).encode())
        if earlier := await _earlier(store, key, fingerprint.hexdigest()):
            return earlier
        status, answer = await _act(store, route, name, params)
        store.db.add(StripeAnswer(key=key, fingerprint=fingerprint.hexdigest(), status=status, answer=answer))
        return status, answer


async def _earlier(store: Store, key: str, fingerprint: str) -> Answer | None:
    """What the key was answered before. Raises Stripe's refusals of a key in use, and of one used for something else."""
    taken = text("select pg_try_advisory_xact_lock(hashtextextended('stripe:' || :key, 0))").bindparams(key=key)
    if not (await store.db.exec(taken)).scalar_one():  # pyright: ignore[reportCallIssue, reportArgumentType]
        message = "There is currently another in-progress request using this Idempotent Key."
        raise Refusal(message, status=409, kind="idempotency_error", code="idempotency_key_in_use")
    found = (await store.db.exec(select(StripeAnswer).where(col(StripeAnswer.key) == key))).first()
    if found is None:
        return None
    if found.fingerprint != fingerprint:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        raise Refusal(message, kind="idempotency_error")
    return found.status, found.answer


async def _act(store: Store, route: Route, name: str, params: Object) -> Answer:
    """Run the request; what a refused one had changed is undone, but its answer stands."""
    await store.lock()
    await catch_up(store)
    try:
        async with store.db.begin_nested():
            answer: dict[str, Any] = await route.act(store, name, params)
            status = answer.pop("_status", 200)
            rendered = await expanded(store, answer, params.get("expand") or [])
    except Refusal as refusal:
        return refusal.status, refusal.body()
    if status == 200:
        check_answer(rendered)
    return status, rendered
