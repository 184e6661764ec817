"""The forms before the app. Each answers with a page to go to: sessions are cookies, and only HTTP can set those."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from hiveforge.core.actor import ActorKind
from hiveforge.features.accounts import schemas, service
from hiveforge.features.accounts.schemas import Purpose
from hiveforge.web.actor import CurrentActor
from hiveforge.web.cookies import begin_flow, clear_session_cookie, set_flow_cookie, set_session_cookie
from hiveforge.web.forms import FormRoute, leads_to
from hiveforge.web.redirects import safe_next

router = APIRouter(prefix="/auth", include_in_schema=False, route_class=FormRoute)

_PAGES = {Purpose.SIGN_UP: "/verify", Purpose.SIGN_IN: "/verify", Purpose.RESET: "/reset-password"}


def _browser(request: Request) -> schemas.Browser:
    return schemas.Browser(begin_flow(request), request.headers.get("user-agent", ""))


ThisBrowser = Annotated[schemas.Browser, Depends(_browser)]


@router.post("/sign-up")
async def sign_up(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.SignUpForm, Form()]
) -> Response:
    return _asks_for_code(request, Purpose.SIGN_UP, await service.sign_up(actor, form, browser), browser)


@router.post("/verify")
async def verify(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.VerifyForm, Form()]
) -> Response:
    return _lets_in(request, await service.verify(actor, form, browser))


@router.post("/resend")
async def resend(request: Request, actor: CurrentActor, form: Annotated[schemas.FlowForm, Form()]) -> Response:
    purpose = await service.resend(actor, form)
    return leads_to(request, f"{_PAGES[purpose]}?flow={form.flow}&sent=again")


@router.post("/sign-in")
async def sign_in(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.SignInForm, Form()]
) -> Response:
    return _lets_in(request, await service.sign_in(actor, form, browser))


@router.post("/sign-in-code")
async def ask_sign_in_code(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.EmailForm, Form()]
) -> Response:
    return _asks_for_code(request, Purpose.SIGN_IN, await service.ask_sign_in_code(actor, form, browser), browser)


@router.post("/forgot-password")
async def forgot_password(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.EmailForm, Form()]
) -> Response:
    return _asks_for_code(request, Purpose.RESET, await service.forgot_password(actor, form, browser), browser)


@router.post("/reset-password")
async def reset_password(
    request: Request, actor: CurrentActor, browser: ThisBrowser, form: Annotated[schemas.ResetForm, Form()]
) -> Response:
    return _lets_in(request, await service.reset_password(actor, form, browser))


@router.post("/sign-out")
async def sign_out(request: Request, actor: CurrentActor, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002  the field's name
    if actor.kind is ActorKind.USER:
        await service.sign_out(actor)
    target = safe_next(next, default="")
    response = leads_to(request, target or "/sign-in")
    clear_session_cookie(response)
    return response


def _asks_for_code(request: Request, purpose: Purpose, flow: UUID, browser: schemas.Browser) -> Response:
    response = leads_to(request, f"{_PAGES[purpose]}?flow={flow}")
    set_flow_cookie(response, browser.secret)
    return response


def _lets_in(request: Request, entry: schemas.Entry) -> Response:
    target = safe_next(entry.next, default="")
    response = leads_to(request, f"/welcome?next={quote(target)}" if target else "/welcome")
    set_session_cookie(response, entry.secret)
    return response
