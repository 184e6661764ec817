"""`/api/v1/organizations/{organization}/api-keys`, for people: no key makes, rolls or revokes keys."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.web.actor import InOrganization, SignedInActor

from . import service
from .schemas import KeyForm, KeyRow, NewKey, RollForm

router = APIRouter(
    prefix="/api/v1/organizations/{organization}/api-keys", tags=["API keys"], dependencies=[InOrganization]
)


@router.get("")
async def list_api_keys(
    actor: SignedInActor, cursor: Annotated[Cursor, Query()] = "", limit: Annotated[Limit, Query()] = DEFAULT_LIMIT
) -> CursorPage[KeyRow]:
    """The keys that are not revoked, the newest first."""
    return await service.browse(actor, cursor=cursor, limit=limit)


@router.post("", status_code=201)
async def create_api_key(actor: SignedInActor, form: KeyForm) -> NewKey:
    """Make a key. Its secret is in this answer and nowhere else. For owners and admins who are signed in."""
    return await service.create(actor, form)


@router.post("/{key}/roll")
async def roll_api_key(actor: SignedInActor, key: UUID, form: RollForm) -> NewKey:
    """Give your own key a new secret; the one before goes on working for a while."""
    return await service.roll(actor, key, form)


@router.delete("/{key}", status_code=204)
async def revoke_api_key(actor: SignedInActor, key: UUID) -> None:
    """End a key at once."""
    await service.revoke(actor, key)
