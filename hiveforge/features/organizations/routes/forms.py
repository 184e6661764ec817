"""The forms of the invitation page, and where a person goes who has just signed in."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from hiveforge.core.actor import ActorKind
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import LAST_PLACE_COOKIE, AcceptForm, JoinForm
from hiveforge.web.actor import CurrentActor
from hiveforge.web.cookies import set_session_cookie
from hiveforge.web.forms import SEE_OTHER, FormRoute, leads_to
from hiveforge.web.redirects import safe_next

router = APIRouter(include_in_schema=False, route_class=FormRoute)


@router.post("/auth/invitations/accept")
async def accept(request: Request, actor: CurrentActor, form: Annotated[AcceptForm, Form()]) -> Response:
    """Become a member, signed in as the invited person."""
    return leads_to(request, f"/o/{await service.accept_invitation(actor, form.invitation)}")


@router.post("/auth/invitations/join")
async def join(request: Request, actor: CurrentActor, form: Annotated[JoinForm, Form()]) -> Response:
    """Open an account for the invited address, sign it in and become a member."""
    joined = await service.join(actor, form, user_agent=request.headers.get("user-agent", ""))
    response = leads_to(request, f"/o/{joined.slug}")
    set_session_cookie(response, joined.secret)
    return response


@router.get("/welcome")
async def welcome(request: Request, actor: CurrentActor, next: str = "") -> Response:  # noqa: A002  its name in addresses
    """Lead on: to the page that was asked for, or to the organization used last."""
    asked = safe_next(next, default="")
    if actor.kind is ActorKind.VISITOR:
        return RedirectResponse(f"/sign-in?next={quote(asked)}" if asked else "/sign-in", SEE_OTHER)
    target = asked or await service.way_in(actor, request.cookies.get(LAST_PLACE_COOKIE, ""))
    return RedirectResponse(target, SEE_OTHER, headers={"Cache-Control": "no-store"})
