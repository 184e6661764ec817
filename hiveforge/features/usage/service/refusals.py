"""Overage that the payment provider refused, for those who run the installation: seen, mended elsewhere, sent again."""

from uuid import UUID

from sqlmodel import col, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features import organizations
from hiveforge.features.usage import queries
from hiveforge.features.usage.models import UsageReport
from hiveforge.features.usage.schemas import RefusedReport, RefusedReports, ReportState

from .reporting import send_report

_ADMINS = "refused reports concern all organizations; only those who run this installation read and repeat them"


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def list_refused(actor: Actor, db: Db, *, offset: int = 0, limit: int = 25) -> RefusedReports:  # noqa: ARG001
    """Overage that is not billed because the provider does not take it, the newest refusal first."""
    rows = await queries.refused(db, offset=offset, limit=limit)
    names = await organizations.names(db, [row.organization_id for row in rows])
    return RefusedReports([_refused(row, names) for row in rows], await queries.count_refused(db))


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def retry_report(actor: Actor, db: Db, report: UUID) -> None:  # noqa: ARG001
    """Have a refused report sent again, under the identifier that the provider counts once. Twice is once.

    Raises NotFound.
    """
    found = (await db.exec(select(UsageReport).where(col(UsageReport.id) == report).with_for_update())).first()
    if found is None:
        raise NotFound
    if found.state != ReportState.REFUSED:
        return
    found.state, found.refused_at = ReportState.WAITING, None
    db.add(found)
    describe(
        db,
        target_type="usage_report",
        target_id=found.id,
        target_name=f"{found.amount:,} AI credits",
        before={"refused because": found.last_error},
        organization=found.organization_id,
    )
    await send_report.later(db, report=str(found.id))


async def count_refused(db: Db) -> int:
    """How many reports wait for a person, in the system's transaction."""
    return await queries.count_refused(db)


def _refused(row: UsageReport, names: dict[UUID, str]) -> RefusedReport:
    if row.refused_at is None:
        raise AssertionError("a refused report says when")
    return RefusedReport(
        id=row.id,
        organization=row.organization_id,
        organization_name=names.get(row.organization_id, ""),
        payer=row.payer,
        amount=row.amount,
        used_at=row.used_at,
        refused_at=row.refused_at,
        reason=row.last_error,
    )
