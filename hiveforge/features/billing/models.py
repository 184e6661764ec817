"""Billing's tables: mirrors of the payment provider's truth, what was asked of it, and what it told us.

Only the system writes here. Whoever may see an organization's billing reads its rows; everybody in it may know its plan.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission

from .schemas import ActKind, ActStatus, EventStatus, StandingStatus
from .schemas.facts import SubscriptionStatus


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The database knows every value too: what is written by hand cannot break a page."""
    known = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({known})", name=column)


def _tenant(**more: Any) -> Any:
    return Field(foreign_key="organizations.id", ondelete="CASCADE", **more)


def _money() -> Any:
    return Field(default=0, sa_type=BigInteger)


class BillingCustomer(Table, table=True):
    """An organization as the payment provider's customer. It outlives the organization, so that its plan can be ended.

    `ticket` counts the looks at the provider that began, `synced_ticket` names the one that is written: an older look
    never overwrites a newer one. `synced_at` is when that look began, by the database's clock.
    """

    __tablename__ = "billing_customers"
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID | None = Field(
        default=None, foreign_key="organizations.id", ondelete="SET NULL", unique=True, nullable=True
    )
    external_id: str = Field(unique=True)
    ticket: int = _money()
    synced_ticket: int = _money()
    synced_at: datetime | None = moment(optional=True)
    card_brand: str = ""
    card_last4: str = ""
    card_expires_month: int = 0
    card_expires_year: int = 0


class BillingStanding(Table, table=True):
    """The plan that counts. `access_until_at` is when an unpaid plan stops counting, even if nobody writes that down."""

    __tablename__ = "billing_standings"
    __table_args__ = (_one_of("status", StandingStatus),)
    policy: ClassVar = Policy(read=Permission.ORGANIZATION_READ)

    organization_id: UUID = _tenant(unique=True)
    plan: str
    status: str = StandingStatus.FREE
    seats: int | None = None
    ends_at: datetime | None = moment(optional=True)
    access_until_at: datetime | None = moment(optional=True)


class Subscription(Table, table=True):
    """The subscription that counts, as the provider last described it."""

    __tablename__ = "subscriptions"
    __table_args__ = (_one_of("status", SubscriptionStatus),)
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = _tenant(unique=True)
    external_id: str = Field(index=True)
    status: str
    price: str
    quantity: int
    item: str
    metered_item: str = ""
    started_at: datetime = moment()
    period_start_at: datetime = moment()
    period_end_at: datetime = moment()
    trial_end_at: datetime | None = moment(optional=True)
    cancel_at: datetime | None = moment(optional=True)
    canceled_at: datetime | None = moment(optional=True)
    ended_at: datetime | None = moment(optional=True)
    past_due_at: datetime | None = moment(optional=True)
    unpaid_invoice: str = ""
    next_amount: int = _money()
    next_currency: str = ""
    next_at: datetime | None = moment(optional=True)
    synced_at: datetime = moment()


class Invoice(Table, table=True):
    """An invoice as the provider last described it."""

    __tablename__ = "invoices"
    __table_args__ = (Index("ix_invoices_organization_id_issued_at", "organization_id", "issued_at"),)
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = _tenant()
    external_id: str = Field(unique=True)
    subscription: str = ""
    number: str = ""
    status: str
    currency: str
    total: int = _money()
    amount_due: int = _money()
    amount_paid: int = _money()
    attempts: int = 0
    issued_at: datetime = moment()
    paid_at: datetime | None = moment(optional=True)
    next_attempt_at: datetime | None = moment(optional=True)
    pdf: str = ""
    page: str = ""


class PaymentFailure(Table, table=True):
    """One attempt to charge an invoice that failed."""

    __tablename__ = "payment_failures"
    __table_args__ = (UniqueConstraint("organization_id", "invoice", "attempt"),)
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = _tenant()
    invoice: str
    attempt: int
    amount: int = _money()
    currency: str
    seen_at: datetime = moment()
    next_attempt_at: datetime | None = moment(optional=True)


class BillingAct(Table, table=True):
    """Something asked of the provider. Its id is the idempotency key, and is kept before the provider is called."""

    __tablename__ = "billing_acts"
    __table_args__ = (
        Index("ix_billing_acts_organization_id_kind_created_at", "organization_id", "kind", "created_at"),
        Index("ix_billing_acts_external_id", "external_id"),
        _one_of("kind", ActKind),
        _one_of("status", ActStatus),
    )
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = _tenant()
    kind: str
    arguments: dict[str, Any] = Field(sa_type=JSONB)
    status: str = ActStatus.OPEN
    external_id: str = ""
    reason: str = ""


class WebhookEvent(Table, table=True):
    """A message as it came, kept once, and what became of it."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_webhook_events_status_received_at", "status", "received_at"),
        _one_of("status", EventStatus),
    )
    policy: ClassVar = Policy()
    declares: ClassVar = """
-- Keep a message and queue its job, in one round trip; false when it is kept already.
create or replace function private.keep_message(id uuid, source text, name text, kind text, object_kind text, object text,
  customer text, payload jsonb, job text, correlation text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.webhook_events (id, created_at, source, external_id, kind, object_kind, object, customer, payload,
                                     received_at, status, reason, attempts)
  values (id, now(), source, name, kind, object_kind, object, customer, payload, now(), 'stored', '', 0)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform private.queue(job, jsonb_build_object('event', id, 'correlation', correlation));
  return true;
end $$;
revoke all on function private.keep_message(uuid, text, text, text, text, text, text, jsonb, text, text) from public;
grant execute on function private.keep_message(uuid, text, text, text, text, text, text, jsonb, text, text)
  to hiveforge_web;
"""

    source: str
    external_id: str
    kind: str
    object_kind: str = ""
    object: str = ""
    customer: str = ""
    payload: dict[str, Any] = Field(sa_type=JSONB)
    received_at: datetime = moment()
    handled_at: datetime | None = moment(optional=True)
    status: str = EventStatus.STORED
    reason: str = ""
    attempts: int = 0


class BillingDifference(Table, table=True):
    """Where the provider and we disagree, until it is fixed or has vanished."""

    __tablename__ = "billing_differences"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index("ix_billing_differences_organization_id", "organization_id"),
        Index("ix_billing_differences_customer", "customer"),
    )
    policy: ClassVar = Policy()

    organization_id: UUID | None = Field(
        default=None, foreign_key="organizations.id", ondelete="SET NULL", nullable=True
    )
    customer: str
    kind: str
    subject: str
    stripe_says: str
    we_say: str
    found_at: datetime = moment()
    fixed_at: datetime | None = moment(optional=True)
    fixed_by: str = ""


class BillingComparison(Table, table=True):
    """A comparison of everything with the provider that came to its end; `failed` customers could not be compared."""

    __tablename__ = "billing_comparisons"
    __table_args__ = (Index("ix_billing_comparisons_compared_at", "compared_at"),)
    policy: ClassVar = Policy()

    compared_at: datetime = moment()
    compared_by: str
    checked: int
    found: int
    failed: int
