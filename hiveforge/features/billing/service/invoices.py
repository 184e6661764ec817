"""The provider's invoices in our tables, and the attempts to charge them that failed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db
from hiveforge.features.billing.models import Invoice, PaymentFailure
from hiveforge.features.billing.schemas import BillingState
from hiveforge.features.billing.schemas.facts import InvoiceFacts


async def mirror_invoices(db: Db, organization: UUID, state: BillingState) -> Sequence[InvoiceFacts]:
    """Write them all, and return those that are newly paid."""
    found = await db.exec(select(Invoice).where(col(Invoice.organization_id) == organization))
    known = {row.external_id: row for row in found.all()}
    newly_paid = []
    for facts in state.invoices:
        row = known.get(facts.id)
        if facts.status == "paid" and facts.amount_paid and (row is None or row.status != "paid"):
            newly_paid.append(facts)
        if row is None:
            row = Invoice(organization_id=organization, external_id=facts.id, **_columns(facts))
        else:
            row.sqlmodel_update(_columns(facts))
        db.add(row)
        if facts.status == "open" and facts.attempts:
            await _note_failure(db, organization, facts)
    await db.flush()
    return newly_paid


def _columns(facts: InvoiceFacts) -> dict[str, Any]:
    return {
        "subscription": facts.subscription,
        "number": facts.number,
        "status": facts.status,
        "currency": facts.currency,
        "total": facts.total,
        "amount_due": facts.amount_due,
        "amount_paid": facts.amount_paid,
        "attempts": facts.attempts,
        "issued_at": facts.created_at,
        "paid_at": facts.paid_at,
        "next_attempt_at": facts.next_attempt_at,
        "pdf": facts.pdf,
        "page": facts.page,
    }


async def _note_failure(db: Db, organization: UUID, facts: InvoiceFacts) -> None:
    row = {
        "id": new_id(),
        "created_at": now(),
        "organization_id": organization,
        "invoice": facts.id,
        "attempt": facts.attempts,
        "amount": facts.amount_due,
        "currency": facts.currency,
        "seen_at": now(),
        "next_attempt_at": facts.next_attempt_at,
    }
    await db.exec(insert(PaymentFailure).values(**row).on_conflict_do_nothing())
