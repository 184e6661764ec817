"""`…/invitations`: asking people in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import InvitationLink, InvitationRow, Invited, InviteForm, LinkForm
from hiveforge.web.actor import InOrganization, SignedInActor

router = APIRouter(prefix="/api/v1/organizations/{organization}", tags=["invitations"], dependencies=[InOrganization])


@router.get("/invitations")
async def list_invitations(
    actor: SignedInActor, limit: Annotated[Limit, Query()] = DEFAULT_LIMIT, cursor: Annotated[Cursor, Query()] = ""
) -> CursorPage[InvitationRow]:
    """The open invitations, newest first."""
    return await service.browse_invitations(actor, cursor=cursor, limit=limit)


@router.post("/invitations", status_code=201)
async def invite(actor: SignedInActor, form: InviteForm) -> Invited:
    """Mail an invitation to each of up to 50 addresses. Members and addresses already invited are left out and named."""
    return await service.invite(actor, form)


@router.post("/invitation-links", status_code=201)
async def create_link(actor: SignedInActor, form: LinkForm) -> InvitationLink:
    """Make a link for everybody who has it. Its address is in this answer and nowhere else."""
    return await service.create_link(actor, form)


@router.post("/invitations/{invitation}/resend")
async def resend_invitation(actor: SignedInActor, invitation: UUID) -> InvitationRow:
    """Mail it again with a new link, good for another seven days."""
    return await service.resend_invitation(actor, invitation)


@router.delete("/invitations/{invitation}", status_code=204)
async def revoke_invitation(actor: SignedInActor, invitation: UUID) -> None:
    """Close it."""
    await service.revoke_invitation(actor, invitation)
