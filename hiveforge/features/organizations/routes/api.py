"""`/api/v1/organizations`: the organizations of the person who asks. `{organization}` is a slug or an id."""

from typing import Annotated

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import (
    CreateForm,
    OrganizationDetails,
    OrganizationRow,
    PatchForm,
    UpdateForm,
)
from hiveforge.web.actor import InOrganization, SignedInActor

router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
one = APIRouter(prefix="/api/v1/organizations/{organization}", tags=["organizations"], dependencies=[InOrganization])


@router.get("")
async def list_organizations(
    actor: SignedInActor, limit: Annotated[Limit, Query()] = DEFAULT_LIMIT, cursor: Annotated[Cursor, Query()] = ""
) -> CursorPage[OrganizationRow]:
    """The organizations I belong to, by name."""
    return await service.browse_mine(actor, cursor=cursor, limit=limit)


@router.post("", status_code=201)
async def create_organization(actor: SignedInActor, form: CreateForm) -> OrganizationRow:
    """Found an organization and own it. Without a `slug` one is made from the name."""
    return await service.create(actor, form)


@one.get("")
async def get_organization(actor: SignedInActor) -> OrganizationDetails:
    """One organization. `version` counts its changes."""
    return await service.get(actor)


@one.patch("")
async def change_organization(actor: SignedInActor, form: PatchForm) -> OrganizationDetails:
    """Change name or address. `version` is the one you have seen: 409 when somebody else was faster."""
    now = await service.get(actor)
    changed = UpdateForm(name=form.name or now.name, slug=form.slug or now.slug, version=form.version)
    return await service.update(actor, changed)


@one.delete("", status_code=204)
async def delete_organization(
    actor: SignedInActor,
    name: Annotated[str, Query(max_length=200, description="The organization's name, to confirm.")],
) -> None:
    """Delete it. Its owners can restore it for 30 days in the browser."""
    await service.delete(actor, name)
