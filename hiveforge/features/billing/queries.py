"""Reads of billing's rows. Every query names its organization; row-level security does so again."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.core.models import Table
from hiveforge.features import organizations

from .models import (
    BillingAct,
    BillingComparison,
    BillingCustomer,
    BillingDifference,
    BillingStanding,
    Invoice,
    Subscription,
    WebhookEvent,
)
from .rules import Ours, Seats
from .schemas import (
    ActKind,
    ActStatus,
    Attention,
    Comparison,
    EventFilter,
    EventRow,
    EventsPage,
    EventStatus,
    Reconciliation,
    StandingStatus,
)

_SHOWN_INVOICES = 24


async def standing(db: Db, organization: UUID) -> BillingStanding | None:
    found = select(BillingStanding).where(col(BillingStanding.organization_id) == organization)
    return (await db.exec(found)).first()


async def subscription(db: Db, organization: UUID) -> Subscription | None:
    found = select(Subscription).where(col(Subscription.organization_id) == organization)
    return (await db.exec(found)).first()


async def customer(db: Db, organization: UUID) -> BillingCustomer | None:
    found = select(BillingCustomer).where(col(BillingCustomer.organization_id) == organization)
    return (await db.exec(found)).first()


async def customer_named(db: Db, external_id: str) -> BillingCustomer | None:
    found = select(BillingCustomer).where(col(BillingCustomer.external_id) == external_id)
    return (await db.exec(found)).first()


async def invoices(db: Db, organization: UUID) -> Sequence[Invoice]:
    """The newest two years of monthly ones."""
    found = select(Invoice).where(col(Invoice.organization_id) == organization)
    newest = (col(Invoice.issued_at).desc(), col(Invoice.id).desc())
    return (await db.exec(found.order_by(*newest).limit(_SHOWN_INVOICES))).all()


async def seats(db: Db, organization: UUID) -> Seats:
    taken = await organizations.seats_taken(db, organization)
    return Seats(used=taken.used, held=taken.held)


async def checkout_status(db: Db, organization: UUID, checkout: str) -> str | None:
    """The status of the act that began this checkout; None for other people's."""
    found = select(BillingAct.status).where(
        col(BillingAct.organization_id) == organization,
        col(BillingAct.external_id) == checkout,
        col(BillingAct.kind).in_([ActKind.CHECKOUT, ActKind.PACK]),
    )
    return (await db.exec(found)).first()


async def unsettled_checkouts(db: Db, organization: UUID) -> Sequence[str]:
    """Checkouts that were begun and whose end nobody has seen."""
    found = select(BillingAct.external_id).where(
        col(BillingAct.organization_id) == organization, col(BillingAct.status) == ActStatus.CALLED
    )
    return (await db.exec(found)).all()


async def ours(db: Db, organization: UUID) -> Ours:
    """What our tables say about an organization's plan."""
    where, what = await standing(db, organization), await subscription(db, organization)
    return Ours(
        plan=where.plan if where else "free",
        subscription=what.external_id if what else "",
        status=what.status if what else "",
        price=what.price if what else "",
        quantity=what.quantity if what else 0,
    )


async def customers(db: Db) -> Sequence[BillingCustomer]:
    """Every customer, deleted organizations' included."""
    return (await db.exec(select(BillingCustomer).order_by(col(BillingCustomer.id)))).all()


async def indebted(db: Db) -> Sequence[UUID]:
    """Organizations whose payment is missing."""
    late = [StandingStatus.PAST_DUE, StandingStatus.SUSPENDED]
    return (await db.exec(select(BillingStanding.organization_id).where(col(BillingStanding.status).in_(late)))).all()


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
        compared=_comparison(last) if last else None,
    )


async def _count(db: Db, table: type[Table], *conditions: sa.ColumnElement[bool]) -> int:
    return (await db.exec(select(sa.func.count()).select_from(table).where(*conditions))).one()


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
