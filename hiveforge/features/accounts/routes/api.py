"""`/api/v1/me`: the person who asks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, Limit
from hiveforge.features import files
from hiveforge.features.accounts import service
from hiveforge.features.accounts.schemas import Profile, ProfileForm, SessionPage
from hiveforge.web.actor import SignedInActor
from hiveforge.web.uploads import UPLOAD_BODY, Upload, uploads_up_to

router = APIRouter(prefix="/api/v1/me", tags=["me"])
pictures = APIRouter(prefix="/api/v1/me", tags=["me"], route_class=uploads_up_to(files.LARGEST_PICTURE))


@router.get("")
async def get_profile(actor: SignedInActor) -> Profile:
    """Who I am."""
    return await service.get_profile(actor)


@router.patch("")
async def change_profile(actor: SignedInActor, form: ProfileForm) -> Profile:
    """Change my name."""
    return await service.change_profile(actor, form)


@pictures.post("/avatar", openapi_extra=dict(UPLOAD_BODY))
async def change_avatar(actor: SignedInActor, body: Upload) -> Profile:
    """Show a picture of me: the body is the file itself, a PNG, JPEG, WebP or GIF of up to 10 MB."""
    return await service.change_avatar(actor, body.size, body.content)


@router.delete("/avatar")
async def remove_avatar(actor: SignedInActor) -> Profile:
    """Show no picture of me."""
    return await service.remove_avatar(actor)


@router.get("/sessions")
async def list_sessions(
    actor: SignedInActor, limit: Annotated[Limit, Query()] = DEFAULT_LIMIT, cursor: Annotated[Cursor, Query()] = ""
) -> SessionPage:
    """The browsers I am signed in with, the newest first."""
    return await service.list_sessions(actor, limit=limit, cursor=cursor)


@router.delete("/sessions/{session}", status_code=204)
async def revoke_session(actor: SignedInActor, session: UUID) -> None:
    """Sign one of my browsers out."""
    await service.revoke_session(actor, session)
