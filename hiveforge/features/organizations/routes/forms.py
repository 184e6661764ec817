"""The forms of the invitation page. Both may change who the browser is signed in as, so they are no events."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import AcceptForm, JoinForm
from hiveforge.web.actor import CurrentActor
from hiveforge.web.cookies import set_session_cookie
from hiveforge.web.forms import FormRoute, leads_to

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
