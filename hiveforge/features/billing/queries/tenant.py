"""Reads of one organization's rows. Every query names its organization; row-level security does so again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.features import organizations
from hiveforge.features.billing.models import (
    BillingAct,
    BillingArrangement,
    BillingCustomer,
    BillingStanding,
    Invoice,
    Subscription,
)
from hiveforge.features.billing.rules import Ours, Seats, invoice_says
from hiveforge.features.billing.schemas import ActKind, ActStatus

_SHOWN_INVOICES = 24


async def standing(db: Db, organization: UUID) -> BillingStanding | None:
    found = select(BillingStanding).where(col(BillingStanding.organization_id) == organization)
    return (await db.exec(found)).first()


async def subscription(db: Db, organization: UUID) -> Subscription | None:
    found = select(Subscription).where(col(Subscription.organization_id) == organization)
    return (await db.exec(found)).first()


async def arrangement(db: Db, organization: UUID) -> BillingArrangement | None:
    """The one that runs. For the system: its note is for nobody else."""
    found = select(BillingArrangement).where(
        col(BillingArrangement.organization_id) == organization, col(BillingArrangement.ended_at).is_(None)
    )
    return (await db.exec(found)).first()


async def customer(db: Db, organization: UUID) -> BillingCustomer | None:
    found = select(BillingCustomer).where(col(BillingCustomer.organization_id) == organization)
    return (await db.exec(found)).first()


async def customer_named(db: Db, external_id: str) -> BillingCustomer | None:
    found = select(BillingCustomer).where(col(BillingCustomer.external_id) == external_id)
    return (await db.exec(found)).first()


async def invoices(db: Db, organization: UUID) -> Sequence[Invoice]:
    """The newest two years of monthly ones; those of one second by their numbers."""
    found = select(Invoice).where(col(Invoice.organization_id) == organization)
    newest = (col(Invoice.issued_at).desc(), col(Invoice.number).desc(), col(Invoice.id).desc())
    return (await db.exec(found.order_by(*newest).limit(_SHOWN_INVOICES))).all()


async def known_invoices(db: Db, organization: UUID) -> Mapping[str, str]:
    """What our tables say of each of the provider's invoices."""
    found = await db.exec(select(Invoice).where(col(Invoice.organization_id) == organization))
    return {row.external_id: invoice_says(row.status, row.amount_paid, row.currency) for row in found.all()}


async def seats(db: Db, organization: UUID) -> Seats:
    taken = await organizations.seats_taken(db, organization)
    return Seats(used=taken.used, held=taken.held)


async def checkout(db: Db, organization: UUID, name: str) -> tuple[str, str] | None:
    """Kind and status of the act that began this checkout; None for other people's."""
    found = select(BillingAct.kind, BillingAct.status).where(
        col(BillingAct.organization_id) == organization,
        col(BillingAct.external_id) == name,
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
