"""`/api/v1/organizations`: the organizations of the person who asks. `{organization}` is a slug or an id."""

from typing import Annotated

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import (
    CreateForm,
    OrganizationDetails,
    OrganizationRow,
    PatchForm,
    UpdateForm,
)
from hiveforge.web.actor import InOrganization, SignedInActor
from hiveforge.web.uploads import UPLOAD_BODY, Upload, uploads_up_to

router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])
one = APIRouter(prefix="/api/v1/organizations/{organization}", tags=["organizations"], dependencies=[InOrganization])
logos = APIRouter(
    prefix="/api/v1/organizations/{organization}",
    tags=["organizations"],
    dependencies=[InOrganization],
    route_class=uploads_up_to(files.LARGEST_PICTURE),
)


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


@logos.post("/logo", openapi_extra=dict(UPLOAD_BODY))
async def change_logo(actor: SignedInActor, body: Upload) -> OrganizationDetails:
    """Show a picture of it: the body is the file itself, a PNG, JPEG, WebP or GIF of up to 10 MB."""
    await service.change_logo(actor, body.size, body.content)
    return await service.get(actor)


@one.delete("/logo", status_code=204)
async def remove_logo(actor: SignedInActor) -> None:
    """Show no picture of it."""
    await service.remove_logo(actor)


@one.delete("", status_code=204)
async def delete_organization(
    actor: SignedInActor,
    name: Annotated[str, Query(max_length=200, description="The organization's name, to confirm.")],
) -> None:
    """Delete it. Its owners can restore it for 30 days in the browser."""
    await service.delete(actor, name)
