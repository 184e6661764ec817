"""`…/members`: who belongs to an organization and as what; and the same list as a file."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import MemberRow, MemberSort, MembersQuery, RoleForm
from hiveforge.web.actor import InOrganization, SignedInActor
from hiveforge.web.downloads import csv_download

router = APIRouter(
    prefix="/api/v1/organizations/{organization}/members", tags=["members"], dependencies=[InOrganization]
)
files = APIRouter(prefix="/o/{organization}", include_in_schema=False)

Searched = Annotated[str, Query(alias="q", max_length=1000, description="Part of a name or an email address.")]


@router.get("")
async def list_members(
    actor: SignedInActor,
    q: Searched = "",
    role: Role | None = None,
    sort: MemberSort = "name",
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
    cursor: Annotated[Cursor, Query()] = "",
) -> CursorPage[MemberRow]:
    """The members that match. A cursor is good for the order it was made in."""
    query = MembersQuery(search=q, role=role, sort=sort)
    return await service.browse_members(actor, query, cursor=cursor, limit=limit)


@router.get("/{member}")
async def get_member(actor: SignedInActor, member: UUID) -> MemberRow:
    """One member."""
    return await service.get_member(actor, member)


@router.patch("/{member}")
async def change_role(actor: SignedInActor, member: UUID, form: RoleForm) -> MemberRow:
    """Give a member another role. Only owners make or unmake owners."""
    return await service.change_role(actor, member, form.role)


@router.delete("/{member}", status_code=204)
async def remove_member(actor: SignedInActor, member: UUID) -> None:
    """Remove a member."""
    await service.remove_member(actor, member)


@files.get("/members.csv")
async def download_members(
    actor: SignedInActor, q: Searched = "", role: str = "", sort: str = "name"
) -> StreamingResponse:
    """The members that the page shows for this query string, on all its pages."""
    page = await service.list_members(actor, MembersQuery.lenient(search=q, role=role, sort=sort))

    async def rows() -> AsyncIterator[Sequence[object]]:
        for member in page.rows:
            yield member.name, member.email, member.role, member.joined_at.isoformat()

    return csv_download(f"members-{actor.slug}", ("Name", "Email", "Role", "Joined (UTC)"), rows())
