"""Reading the audit log. Nobody writes it here: every act writes its own entry, in its own transaction."""

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires

from . import queries
from .schemas import AuditActor, AuditQuery, AuditRow


@requires(Permission.AUDIT_READ)
async def list_entries(
    actor: Actor, db: Db, query: AuditQuery | None = None, *, cursor: str = "", limit: int = 25
) -> CursorPage[AuditRow]:
    """The entries of the actor's organization that match, newest first. Raises BadCursor."""
    items, older = await queries.entries(db, actor.organization_id, query or AuditQuery(), cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=older)


@requires(Permission.AUDIT_READ)
async def list_actors(actor: Actor, db: Db) -> list[AuditActor]:
    """The people who stand in the recent part of the log, to filter by."""
    return await queries.actors(db, actor.organization_id)
