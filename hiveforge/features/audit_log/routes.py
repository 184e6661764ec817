"""`…/audit-log` over HTTP, and the same list as a file."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from hiveforge.core.actor import Actor
from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.web.actor import InOrganization, SignedInActor
from hiveforge.web.downloads import csv_download

from . import rules, service
from .schemas import AuditQuery, AuditRow

api = APIRouter(prefix="/api/v1/organizations/{organization}", tags=["audit log"], dependencies=[InOrganization])
files = APIRouter(prefix="/o/{organization}", include_in_schema=False)
_PIECE = 1000
_HEADER = ("Time (UTC)", "Actor", "Actor id", "Action", "In words", "Target", "Before", "After", "Request", "Reason")


@api.get("/audit-log")
async def list_entries(
    actor: SignedInActor,
    q: Annotated[str, Query(max_length=1000, description="Part of a name, an action or a request id.")] = "",
    action: Annotated[str, Query(max_length=200, description="For example organizations.invite.")] = "",
    by: Annotated[UUID | None, Query(description="The id of who did it.")] = None,
    since: Annotated[date | None, Query(description="First day, in UTC.")] = None,
    until: Annotated[date | None, Query(description="Last day, in UTC.")] = None,
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
    cursor: Annotated[Cursor, Query()] = "",
) -> CursorPage[AuditRow]:
    """What was done in the organization, newest first. For owners and admins."""
    query = AuditQuery(search=q, action=action, actor=by, since=since, until=until)
    return await service.list_entries(actor, query, cursor=cursor, limit=limit)


@files.get("/audit-log.csv")
async def download_entries(
    actor: SignedInActor, q: str = "", action: str = "", by: str = "", since: str = "", until: str = ""
) -> StreamingResponse:
    """The entries that the page shows for this query string, on all its pages. Part of paid plans."""
    query = AuditQuery.lenient(search=q, action=action, actor=by, since=since, until=until)
    first = await service.export_entries(actor, query, limit=_PIECE)
    return csv_download(f"audit-log-{actor.slug}", _HEADER, _rows(actor, query, first))


async def _rows(actor: Actor, query: AuditQuery, page: CursorPage[AuditRow]) -> AsyncIterator[Sequence[object]]:
    while True:
        for row in page.items:
            yield _cells(row)
        if page.next_cursor is None:
            return
        page = await service.export_entries(actor, query, cursor=page.next_cursor, limit=_PIECE)


def _cells(row: AuditRow) -> Sequence[object]:
    line = rules.in_words(row)
    words = " ".join(part for part in (line.actor, line.said, line.target) if part)
    before = "; ".join(f"{change.name}: {change.before}" for change in line.changes if change.before)
    after = "; ".join(f"{change.name}: {change.after}" for change in line.changes if change.after)
    return (
        row.created_at.isoformat(),
        line.actor,
        line.actor_id,
        row.action,
        words,
        row.target_name,
        before,
        after,
        row.request_id,
        row.reason,
    )


router = APIRouter()
router.include_router(api)
router.include_router(files)
