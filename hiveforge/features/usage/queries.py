"""Reads of the ledger, and the calls of the functions that write it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db

from .models import UsageAccount, UsageBudget, UsageKeyBudget, UsageReport
from .rules import Budgeted, Standing
from .schemas import LedgerDifference, OverageMode, Period, ReportState

_DUE = sa.text(
    "select organization_id from public.usage_accounts where period_ends_at <= now()"
    " union select organization_id from public.usage_reservations where state = 'open' and expires_at <= now()"
    " limit :most"
)
_UNCUT = sa.text("select organization_id from public.usage_accounts where overage_reported < overage_used limit :most")

_SPAN = (
    " from (select (ended_at at time zone 'UTC')::date as day, member_id, api_key_id, model, purpose,"
    "              included + packs + overage as credits"
    "         from public.usage_reservations"
    "        where organization_id = :place and state = 'settled' and ended_at >= :starts and ended_at < :ends) used"
)
_SETTLED = sa.text(
    "select case grouping(day, member_id, api_key_id, model, purpose)"
    "         when 15 then 'day' when 23 then 'member' when 27 then 'key' when 29 then 'model' else 'purpose' end as part,"
    "       day, member_id, api_key_id, model, purpose, count(*) as acts, sum(credits)::bigint as credits"
    + _SPAN
    + " group by grouping sets ((day), (member_id), (api_key_id), (model), (purpose))"
    + " order by credits desc, acts desc, model, purpose"
)
_SETTLED_LINES = sa.text(
    "select day, member_id, api_key_id, model, purpose, count(*) as acts, sum(credits)::bigint as credits"
    + _SPAN
    + " group by day, member_id, api_key_id, model, purpose"
    + " order by day, credits desc, member_id, api_key_id, model, purpose"
)


async def call(db: Db, function: str, **given: Any) -> sa.RowMapping:
    """The row that one of the ledger's functions answers. `function` is a name of ours, the values are parameters."""
    statement = sa.text(f"select * from private.{function}({', '.join(f':{name}' for name in given)})")  # noqa: S608
    return (await (await db.connection()).execute(statement, given)).mappings().one()


async def standing(db: Db, organization: UUID) -> Standing | None:
    """Its account; None before its first act."""
    found = (await db.exec(select(UsageAccount).where(col(UsageAccount.organization_id) == organization))).one_or_none()
    if found is None:
        return None
    return Standing(
        included=found.included,
        included_left=found.included_left,
        included_used=found.included_used,
        packs=found.packs,
        packs_used=found.packs_used,
        reserved=found.reserved,
        overage_mode=OverageMode(found.overage_mode),
        overage_allowed=found.overage_allowed,
        overage_budget=found.overage_budget,
        overage_cap=found.overage_cap,
        overage_used=found.overage_used,
        period=Period(found.period_started_at, found.period_ends_at, found.anchor_at),
        counted_from=found.counted_from_at,
    )


async def due(db: Db, most: int) -> list[UUID]:
    """Organizations whose period is over or that hold reservations which have expired."""
    return list((await (await db.connection()).execute(_DUE, {"most": most})).scalars())


async def uncut(db: Db, most: int) -> list[UUID]:
    """Organizations with overage that is in no report yet."""
    return list((await (await db.connection()).execute(_UNCUT, {"most": most})).scalars())


async def unsent(db: Db, most: int) -> Sequence[UsageReport]:
    """Reports that wait to be sent, the oldest first."""
    waiting = select(UsageReport).where(_in(ReportState.WAITING)).order_by(col(UsageReport.created_at))
    return (await db.exec(waiting.limit(most))).all()


async def waiting_report(db: Db, report: UUID) -> UsageReport | None:
    """The report, if it waits to be sent."""
    found = select(UsageReport).where(col(UsageReport.id) == report, _in(ReportState.WAITING))
    return (await db.exec(found)).first()


async def taken_reports(db: Db, payer: str, starts: datetime, ends: datetime) -> Sequence[UsageReport]:
    """What the provider took of this span for this payer, the oldest first."""
    inside = (col(UsageReport.payer) == payer, col(UsageReport.used_at) >= starts, col(UsageReport.used_at) < ends)
    found = select(UsageReport).where(*inside, _in(ReportState.REPORTED)).order_by(col(UsageReport.used_at))
    return (await db.exec(found)).all()


async def refused(db: Db, *, offset: int, limit: int) -> Sequence[UsageReport]:
    """Reports that the provider has refused, the newest refusal first."""
    newest = (col(UsageReport.refused_at).desc(), col(UsageReport.id).desc())
    found = select(UsageReport).where(_in(ReportState.REFUSED)).order_by(*newest)
    return (await db.exec(found.offset(offset).limit(limit))).all()


async def count_refused(db: Db) -> int:
    """How many the provider has refused."""
    return (await db.exec(select(sa.func.count()).select_from(UsageReport).where(_in(ReportState.REFUSED)))).one()


async def amount(db: Db, organization: UUID, state: ReportState, starts: datetime, ends: datetime) -> int:
    """The credits of this span whose reports are in this state."""
    inside = (
        col(UsageReport.organization_id) == organization,
        col(UsageReport.used_at) >= starts,
        col(UsageReport.used_at) < ends,
        _in(state),
    )
    total = sa.select(sa.func.coalesce(sa.func.sum(UsageReport.amount), 0)).where(*inside)
    return int((await (await db.connection()).execute(total)).scalar_one())


async def differences(db: Db, organization: UUID) -> list[LedgerDifference]:
    """Where account and entries part."""
    asked = sa.text("select what, account, entries from private.usage_audit(:place)")
    found = await (await db.connection()).execute(asked, {"place": organization})
    return [LedgerDifference(*row) for row in found]


async def member_budget(db: Db, organization: UUID, member: UUID | None) -> Budgeted | None:
    """A member's budget and what is used of it, as reserving reads it, in the system's transaction; None without one."""
    return await _budget(db, "usage_budget", organization, member)


async def key_budget(db: Db, organization: UUID, key: UUID) -> Budgeted | None:
    """The same for an API key."""
    return await _budget(db, "usage_key_budget", organization, key)


async def budgets(db: Db, organization: UUID) -> dict[UUID, int]:
    """Every member's budget who has one."""
    found = select(UsageBudget.member_id, UsageBudget.credits).where(col(UsageBudget.organization_id) == organization)
    return dict((await db.exec(found)).all())


async def key_budgets(db: Db, organization: UUID) -> dict[UUID, int]:
    """The same for API keys."""
    here = col(UsageKeyBudget.organization_id) == organization
    return dict((await db.exec(select(UsageKeyBudget.api_key_id, UsageKeyBudget.credits).where(here))).all())


async def settled(db: Db, organization: UUID, starts: datetime, ends: datetime) -> Sequence[sa.RowMapping]:
    """What was used in this span five times: by day, member, API key, model and purpose; `part` names which."""
    return await _read(db, _SETTLED, organization, starts, ends)


async def settled_lines(db: Db, organization: UUID, starts: datetime, ends: datetime) -> Sequence[sa.RowMapping]:
    """The same by day, member, API key, model and purpose together, the oldest day first."""
    return await _read(db, _SETTLED_LINES, organization, starts, ends)


async def _budget(db: Db, function: str, organization: UUID, whose: UUID | None) -> Budgeted | None:
    asked = sa.text(f"select credits, used from private.{function}(:place, :whose)")  # noqa: S608  a name of ours
    found = (await (await db.connection()).execute(asked, {"place": organization, "whose": whose})).one_or_none()
    return Budgeted(found.credits, found.used) if found else None


async def _read(
    db: Db, statement: sa.TextClause, organization: UUID, starts: datetime, ends: datetime
) -> Sequence[sa.RowMapping]:
    given = {"place": organization, "starts": starts, "ends": ends}
    return (await (await db.connection()).execute(statement, given)).mappings().all()


def _in(state: ReportState) -> sa.ColumnElement[bool]:
    return col(UsageReport.state) == state
