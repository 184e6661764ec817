"""What those who run the installation look after: the provider's messages, and where it and we differ."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment
from hiveforge.features.billing.schemas import EventStatus

from .columns import one_of


class WebhookEvent(Table, table=True):
    """A message as it came, kept once, and what became of it."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_webhook_events_status_received_at", "status", "received_at"),
        one_of("status", EventStatus),
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
