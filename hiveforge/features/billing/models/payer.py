"""What an organization pays, and what was asked of the payment provider for it."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.billing.schemas import ActKind, ActStatus

from .columns import money, one_of, tenant


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
    ticket: int = money()
    synced_ticket: int = money()
    synced_at: datetime | None = moment(optional=True)
    card_brand: str = ""
    card_last4: str = ""
    card_expires_month: int = 0
    card_expires_year: int = 0


class Invoice(Table, table=True):
    """An invoice as the provider last described it."""

    __tablename__ = "invoices"
    __table_args__ = (Index("ix_invoices_organization_id_issued_at", "organization_id", "issued_at"),)
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = tenant()
    external_id: str = Field(unique=True)
    subscription: str = ""
    number: str = ""
    status: str
    currency: str
    total: int = money()
    amount_due: int = money()
    amount_paid: int = money()
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

    organization_id: UUID = tenant()
    invoice: str
    attempt: int
    amount: int = money()
    currency: str
    seen_at: datetime = moment()
    next_attempt_at: datetime | None = moment(optional=True)


class BillingAct(Table, table=True):
    """Something asked of the provider. Its id is the idempotency key, and is kept before the provider is called."""

    __tablename__ = "billing_acts"
    __table_args__ = (
        Index("ix_billing_acts_organization_id_kind_created_at", "organization_id", "kind", "created_at"),
        Index("ix_billing_acts_external_id", "external_id"),
        one_of("kind", ActKind),
        one_of("status", ActStatus),
    )
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = tenant()
    kind: str
    arguments: dict[str, Any] = Field(sa_type=JSONB)
    status: str = ActStatus.OPEN
    external_id: str = ""
    reason: str = ""
