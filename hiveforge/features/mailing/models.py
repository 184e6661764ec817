"""The outbox: every message that the product sends, written in the transaction that asks for it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.sandbox.inbox import InboxMessage

__all__ = ["InboxMessage", "MailStatus", "OutgoingMail"]


class MailStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(Table, table=True):
    """Written by `private.queue_mail`, whoever acts; read and changed by the system alone, for it holds codes and links."""

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        Index("ix_outgoing_mails_status_created_at", "status", "created_at"),
        Index("ix_outgoing_mails_organization_id", "organization_id"),
    )
    policy: ClassVar = Policy()
    declares: ClassVar = """
create or replace function private.queue_mail(mail jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.outgoing_mails
    (id, created_at, organization_id, kind, idempotency_key, recipient, reply_to, subject, html, text, status, attempts,
     last_error)
  values
    ((mail ->> 'id')::uuid, now(), (mail ->> 'organization_id')::uuid, mail ->> 'kind', mail ->> 'idempotency_key',
     mail ->> 'recipient', coalesce(mail ->> 'reply_to', ''), mail ->> 'subject', mail ->> 'html', mail ->> 'text',
     'queued', 0, '')
  on conflict (idempotency_key) do nothing;
  return found;
end $$;
revoke all on function private.queue_mail(jsonb) from public;
grant execute on function private.queue_mail(jsonb) to anon, authenticated, service_role;
"""

    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id", ondelete="SET NULL")
    kind: str
    idempotency_key: str = Field(unique=True)
    recipient: str
    reply_to: str = ""
    subject: str
    html: str
    text: str
    status: str = MailStatus.QUEUED
    attempts: int = 0
    provider_id: str | None = None
    last_error: str = ""
    sent_at: datetime | None = moment(optional=True)
