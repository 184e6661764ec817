"""The local inbox over HTTP, for its page and for tests and scripts. Not served where mail is real."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hiveforge.core.actor import visitor

from . import service
from .schemas import ReceivedMail

router = APIRouter(prefix="/inbox/messages", include_in_schema=False)

# A message is a stranger's document: no scripts, nothing from elsewhere; its links open new tabs or leave the frame.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@router.get("")
async def list_received(search: str = "") -> dict[str, list[ReceivedMail]]:
    return {"messages": await service.list_received(visitor(), search)}


@router.get("/{message}")
async def get_received(message: UUID) -> ReceivedMail:
    return await service.get_received(visitor(), message)


@router.get("/{message}/html", response_class=HTMLResponse)
async def show_received(message: UUID) -> HTMLResponse:
    """The message as its reader sees it, for the frame of the inbox page."""
    received = await service.get_received(visitor(), message)
    return HTMLResponse(
        received.html,
        headers={
            "Content-Security-Policy": _POLICY,
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )
