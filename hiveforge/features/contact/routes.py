"""The form of the contact page. A plain post, so that it works before and without our script."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from hiveforge.web.actor import CurrentActor
from hiveforge.web.forms import FormRoute, leads_to

from . import service
from .schemas import ContactForm

router = APIRouter(include_in_schema=False, route_class=FormRoute)


@router.post("/contact-requests")
async def ask(request: Request, actor: CurrentActor, form: Annotated[ContactForm, Form()]) -> Response:
    await service.ask(actor, form)
    return leads_to(request, "/contact/sent")
