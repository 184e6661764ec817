"""Reads across all organizations, for the system and for those who run the installation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.models import Table
from hiveforge.features import usage
from hiveforge.features.billing.models import (
    BillingArrangement,
    BillingComparison,
    BillingCustomer,
    BillingDifference,
    BillingStanding,
    Subscription,
    WebhookEvent,
)
from hiveforge.features.billing.rules import LIVE
from hiveforge.features.billing.schemas import (
    Attention,
    Comparison,
    EventFilter,
    EventRow,
    EventsPage,
    EventStatus,
    Reconciliation,
    StandingStatus,
)

ENDING_SOON = timedelta(days=30)


async def customers(db: Db) -> Sequence[BillingCustomer]:
    """Every customer, deleted organizations' included."""
    return (await db.exec(select(BillingCustomer).order_by(col(BillingCustomer.id)))).all()


async def indebted(db: Db) -> Sequence[UUID]:
    """Organizations whose payment is missing."""
    late = [StandingStatus.PAST_DUE, StandingStatus.SUSPENDED]
    return (await db.exec(select(BillingStanding.organization_id).where(col(BillingStanding.status).in_(late)))).all()


async def lapsed(db: Db, at: datetime) -> Sequence[BillingArrangement]:
    """Arrangements whose time is over and which nobody has ended, locked."""
    over = select(BillingArrangement).where(_running(), col(BillingArrangement.until_at) <= at)
    return (await db.exec(over.with_for_update(skip_locked=True))).all()


async def paid_beside(db: Db) -> Sequence[UUID]:
    """Organizations whose plan is arranged and whose subscription at the provider runs all the same."""
    beside = col(Subscription.organization_id) == col(BillingArrangement.organization_id)
    found = select(BillingArrangement.organization_id).join(Subscription, beside)
    return (await db.exec(found.where(_running(), col(Subscription.status).in_(LIVE)))).all()


async def events(db: Db, wanted: EventFilter, *, offset: int, limit: int) -> EventsPage:
    """Messages of the provider, newest first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.status:
        conditions.append(col(WebhookEvent.status) == wanted.status)
    if wanted.search:
        searched = (WebhookEvent.external_id, WebhookEvent.kind, WebhookEvent.customer)
        conditions.append(sa.or_(*(col(field).icontains(wanted.search, autoescape=True) for field in searched)))
    newest = (col(WebhookEvent.received_at).desc(), col(WebhookEvent.id).desc())
    found = select(WebhookEvent).where(*conditions).order_by(*newest).offset(offset).limit(limit)
    total = await _count(db, WebhookEvent, *conditions)
    return EventsPage([_event(row) for row in (await db.exec(found)).all()], total)


async def differences(
    db: Db, *, standing_only: bool, offset: int, limit: int
) -> tuple[Sequence[BillingDifference], int]:
    """Those that stand first, the newest of each on top, and how many there are."""
    conditions = [_stands()] if standing_only else []
    order = (
        col(BillingDifference.fixed_at).desc().nulls_first(),
        col(BillingDifference.found_at).desc(),
        col(BillingDifference.id),
    )
    found = select(BillingDifference).where(*conditions).order_by(*order).offset(offset).limit(limit)
    return (await db.exec(found)).all(), await _count(db, BillingDifference, *conditions)


async def attention(db: Db) -> Attention:
    """What waits for a person."""
    newest = select(BillingComparison).order_by(col(BillingComparison.compared_at).desc()).limit(1)
    last = (await db.exec(newest)).first()
    return Attention(
        standing=await _count(db, BillingDifference, _stands()),
        parked=await _count(db, WebhookEvent, col(WebhookEvent.status) == EventStatus.PARKED),
        failed=await _count(db, WebhookEvent, col(WebhookEvent.status) == EventStatus.FAILED),
        ending=await _count(
            db, BillingArrangement, _running(), col(BillingArrangement.until_at) <= now() + ENDING_SOON
        ),
        refused=await usage.count_refused(db),
        compared=_comparison(last) if last else None,
    )


async def _count(db: Db, table: type[Table], *conditions: sa.ColumnElement[bool]) -> int:
    return (await db.exec(select(sa.func.count()).select_from(table).where(*conditions))).one()


def _running() -> sa.ColumnElement[bool]:
    return col(BillingArrangement.ended_at).is_(None)


def _stands() -> sa.ColumnElement[bool]:
    return col(BillingDifference.fixed_at).is_(None)


def _comparison(row: BillingComparison) -> Comparison:
    done = Reconciliation(checked=row.checked, found=row.found, failed=row.failed)
    return Comparison(at=row.compared_at, by=row.compared_by, done=done)


def _event(row: WebhookEvent) -> EventRow:
    return EventRow(
        id=row.id,
        external_id=row.external_id,
        kind=row.kind,
        customer=row.customer,
        status=EventStatus(row.status),
        reason=row.reason,
        attempts=row.attempts,
        received_at=row.received_at,
        handled_at=row.handled_at,
    )
