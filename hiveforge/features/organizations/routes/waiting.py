"""`/api/v1/invitations`: the invitations that wait for the person who asks, mailed to their own address."""

from uuid import UUID

from fastapi import APIRouter

from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import Accepted, WaitingInvitation
from hiveforge.web.actor import SignedInActor

router = APIRouter(prefix="/api/v1/invitations", tags=["invitations"])


@router.get("")
async def list_waiting(actor: SignedInActor) -> list[WaitingInvitation]:
    """The open invitations for my address, newest first. `full` ones let me in as soon as a seat is free."""
    return await service.list_waiting(actor)


@router.post("/{invitation}/accept")
async def accept_waiting(actor: SignedInActor, invitation: UUID) -> Accepted:
    """Become a member. 402 `out_of_seats` while the organization is full: the invitation stays open then."""
    return Accepted(slug=await service.accept_waiting(actor, invitation))


@router.post("/{invitation}/seat-requests", status_code=204)
async def request_waiting_seat(actor: SignedInActor, invitation: UUID) -> None:
    """Tell those who invite that I wait for a seat. At most once a day, and only while the organization is full."""
    await service.request_waiting_seat(actor, invitation)
