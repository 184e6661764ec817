"""Reading the audit log. Nobody writes it here: every act writes its own entry, in its own transaction."""

from datetime import timedelta

from hiveforge.core import entitlements
from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import plans

from . import queries
from .schemas import AuditActor, AuditQuery, AuditRow, Reach


@requires(Permission.AUDIT_READ)
async def list_entries(
    actor: Actor, db: Db, query: AuditQuery | None = None, *, cursor: str = "", limit: int = 25
) -> CursorPage[AuditRow]:
    """The entries of the actor's organization that match, newest first, as far back as its plan shows them.

    Older ones are kept: a plan with more days shows them again. Raises BadCursor.
    """
    return await _entries(actor, db, query, cursor, limit)


@requires(Permission.AUDIT_READ, feature=plans.Feature.AUDIT_EXPORT)
async def export_entries(
    actor: Actor, db: Db, query: AuditQuery | None = None, *, cursor: str = "", limit: int = 25
) -> CursorPage[AuditRow]:
    """The same for a file, which is part of paid plans: else LimitReached."""
    return await _entries(actor, db, query, cursor, limit)


@requires(Permission.AUDIT_READ)
async def list_actors(actor: Actor, db: Db) -> list[AuditActor]:
    """The people who stand in the recent part of the log, to filter by."""
    return await queries.actors(db, actor.organization_id)


@requires(Permission.AUDIT_READ)
async def reach(actor: Actor, db: Db) -> Reach:
    """How much of the log the organization's plan shows."""
    days = await entitlements.find(actor, db, plans.Quantity.AUDIT_DAYS)
    downloads = await entitlements.find(actor, db, plans.Feature.AUDIT_EXPORT)
    return Reach(days=days.limit, downloads=downloads.allowed, upgrade_url=days.upgrade_url)


async def _entries(actor: Actor, db: Db, query: AuditQuery | None, cursor: str, limit: int) -> CursorPage[AuditRow]:
    shown = (await entitlements.find(actor, db, plans.Quantity.AUDIT_DAYS)).limit
    oldest = None if shown is None else now() - timedelta(days=shown)
    items, older = await queries.entries(
        db, actor.organization_id, query or AuditQuery(), oldest=oldest, cursor=cursor, limit=limit
    )
    return CursorPage(items=items, next_cursor=older)
