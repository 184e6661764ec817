"""Overage goes to the payment provider's meter exactly once, whoever is killed in between."""

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

import structlog
from sqlmodel import col, update

from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import AppError, NotFound, Unavailable
from hiveforge.core.jobs import job
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.models import UsageReport
from hiveforge.features.usage.schemas import ReportState
from hiveforge.gateways.payments import Payments, payments

log = structlog.get_logger(__name__)
_AT_ONCE = 500
_MINUTE = timedelta(minutes=1)


@job
async def send_report(report: str) -> None:
    """Send one report that waits; an outage leaves it to the next run of `report_overage`."""
    actor = system("reporting overage")
    async with unit_of_work(actor) as db:
        waiting = await queries.waiting_report(db, UUID(report))
    if waiting:
        await _send(actor, payments(), waiting)


async def report_overage(actor: Actor, gateway: Payments) -> int:
    """Write what was used beyond the plans into reports, then tell the provider of each. For the system's actor.

    While the provider is away a report waits, and is sent again under the same identifier, which the provider counts
    once. It forgets identifiers after a day; from then on its meter is read first. What the provider refuses for good
    is kept as refused, in its words, and not sent again unless somebody asks for that. Returns how many it has taken now.
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
        return await queries.amount(db, organization, ReportState.REPORTED, period_start, period_end)


async def refused_total(actor: Actor, organization: UUID, period_start: datetime, period_end: datetime) -> int:
    """How many credits of this span the provider has refused to count. For the system's actor."""
    async with unit_of_work(actor) as db:
        return await queries.amount(db, organization, ReportState.REFUSED, period_start, period_end)


async def report_missing(actor: Actor, payer: str, period_start: datetime, period_end: datetime) -> int:
    """Send again what the provider once took and its meter does not hold; returns how many reports that is.

    For the system's actor. Twice is once: identifiers stay as they were, and what the meter holds of a minute is read
    first. A minute of which it holds a part that no report explains is left alone, because guessing would charge twice.
    """
    gateway = payments()
    async with unit_of_work(actor) as db:
        taken = await queries.taken_reports(db, payer, period_start, period_end)
    sent = 0
    for minute, told in groupby(taken, key=lambda report: _minute(report.used_at)):
        reports = list(told)
        held = await gateway.reported_usage(payer, start=minute, end=minute + _MINUTE)
        for place in rules.lacking([report.amount for report in reports], held):
            report = reports[place]
            log.warning("the meter has lost a report", report=report.identifier)
            await _note(actor, report.id, state=ReportState.WAITING, reported_at=None)
            sent += await _send(actor, gateway, report)
    return sent


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
    except Unavailable as error:
        log.warning("overage waits", report=report.identifier, code=error.code, reason=error.message)
        await _note(actor, report.id, last_error=error.message)
        return False
    except AppError as error:
        await _refuse(actor, report, error)
        return False
    await _note(actor, report.id, state=ReportState.REPORTED, reported_at=now(), refused_at=None, last_error="")
    return True


async def _counted(actor: Actor, gateway: Payments, report: UsageReport) -> bool:
    """Whether the meter holds more for the minute of this report than what we know it has taken."""
    starts = _minute(report.used_at)
    ends = starts + _MINUTE
    theirs = await gateway.reported_usage(report.payer, start=starts, end=ends)
    return theirs - await reported_total(actor, report.organization_id, starts, ends) >= report.amount


def _minute(moment: datetime) -> datetime:
    """When the minute began, the smallest span that the provider adds up."""
    return moment.replace(second=0, microsecond=0)


async def _refuse(actor: Actor, report: UsageReport, error: AppError) -> None:
    """The end of it until somebody asks again. Whoever comes second, or after the provider has taken it, changes nothing."""
    reason = "The payment provider knows no such customer." if isinstance(error, NotFound) else error.message
    log.warning("overage was refused", report=report.identifier, code=error.code, reason=reason)
    waits = (col(UsageReport.id) == report.id, col(UsageReport.state) == ReportState.WAITING)
    fate = {"state": ReportState.REFUSED, "refused_at": now(), "last_error": reason}
    async with unit_of_work(actor) as db:
        if not (await db.exec(update(UsageReport).where(*waits).values(**fate))).rowcount:
            return
        describe(
            db,
            target_type="usage_report",
            target_id=report.id,
            target_name=f"{report.amount:,} AI credits",
            after={"refused because": reason},
            organization=report.organization_id,
        )
        await record(db, "usage.report_overage")


async def _note(actor: Actor, report: UUID, **fate: object) -> None:
    async with unit_of_work(actor) as db:
        await db.exec(update(UsageReport).where(col(UsageReport.id) == report).values(**fate))
