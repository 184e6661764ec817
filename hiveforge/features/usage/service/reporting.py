"""Overage goes to the payment provider's meter exactly once, whoever is killed in between."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlmodel import col, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import AppError
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.models import UsageReport
from hiveforge.gateways.payments import Payments

log = structlog.get_logger(__name__)
_AT_ONCE = 500


async def report_overage(actor: Actor, gateway: Payments) -> int:
    """Write what was used beyond the plans into reports, then tell the provider of each. For the system's actor.

    A report that the provider does not take stays, with its reason, and is sent again under the same identifier: the
    provider counts an identifier once. It forgets identifiers after a day; from then on its meter is read first. Returns how many it has taken now.
    """
    async with unit_of_work(actor) as db:
        uncut = await queries.uncut(db, _AT_ONCE)
    for organization in uncut:
        await _cut(actor, organization)
    async with unit_of_work(actor) as db:
        waiting = await queries.unsent(db, _AT_ONCE)
    return sum([await _send(actor, gateway, report) for report in waiting])


async def reported_total(actor: Actor, organization: UUID, period_start: datetime, period_end: datetime) -> int:
    """How many credits the provider's meter has been told of for this span. For the system's actor."""
    async with unit_of_work(actor) as db:
        return await queries.reported(db, organization, period_start, period_end)


async def _cut(actor: Actor, organization: UUID) -> None:
    async with unit_of_work(actor) as db:
        await queries.call(db, "usage_cut_open", place=organization, first=rules.first_allowance())


async def _send(actor: Actor, gateway: Payments, report: UsageReport) -> bool:
    tried = report.tried_at
    if tried is None:
        await _note(actor, report.id, tried_at=now())
    try:
        forgotten = tried is not None and now() - tried >= rules.REMEMBERED_FOR
        if not (forgotten and await _counted(actor, gateway, report)):
            await gateway.report_usage(
                report.payer, value=report.amount, identifier=report.identifier, at=report.used_at
            )
    except AppError as error:
        log.warning("overage was not taken", report=report.identifier, code=error.code, reason=error.message)
        await _note(actor, report.id, last_error=error.message)
        return False
    await _note(actor, report.id, reported_at=now(), last_error="")
    return True


async def _counted(actor: Actor, gateway: Payments, report: UsageReport) -> bool:
    """Whether the meter holds more for the minute of this report than what we know it has taken."""
    starts = report.used_at.replace(second=0, microsecond=0)
    ends = starts + timedelta(minutes=1)
    theirs = await gateway.reported_usage(report.payer, start=starts, end=ends)
    return theirs - await reported_total(actor, report.organization_id, starts, ends) >= report.amount


async def _note(actor: Actor, report: UUID, **fate: object) -> None:
    async with unit_of_work(actor) as db:
        await db.exec(update(UsageReport).where(col(UsageReport.id) == report).values(**fate))
