"""Where the payment provider's messages arrive: kept and queued before they are answered, handled by the worker."""

from fastapi import APIRouter, Request, Response

from hiveforge.core.actor import visitor
from hiveforge.web.proxies import client_address

from . import service

router = APIRouter()


@router.post("/webhooks/stripe", status_code=204, include_in_schema=False)
async def receive(request: Request) -> Response:
    """Keep a signed message. A second delivery of the same is answered alike and does nothing."""
    body = await request.body()
    await service.receive(visitor(client_address(request.scope)), body, request.headers.get("stripe-signature", ""))
    return Response(status_code=204)
