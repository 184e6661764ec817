"""Overage on its way to the payment provider's meter."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, text
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.usage.schemas import ReportState

_WAITING, _REFUSED = text("state = 'waiting'"), text("state = 'refused'")


class UsageReport(Table, table=True):
    """Written before it is sent: whoever dies in between leaves the row, and the next one sends it under the same identifier.

    `used_at` is the moment that the provider is told, inside the period it belongs to; `tried_at` is when it was first sent.
    `last_error` is in the provider's words.
    """

    __tablename__ = "usage_reports"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_usage_reports_organization_id_used_at", "organization_id", "used_at"),
        CheckConstraint("state in ('waiting', 'reported', 'refused')", name="state"),
        Index("ix_usage_reports_waiting", "created_at", postgresql_where=_WAITING),
        Index("ix_usage_reports_refused", "refused_at", postgresql_where=_REFUSED),
    )
    policy: ClassVar = Policy(read=Permission.USAGE_READ)
    declares: ClassVar = """
-- Put overage that is in no report yet into one. Its identifier says how far the period is reported then.
create or replace function private.usage_cut(a public.usage_accounts) returns public.usage_accounts
language plpgsql set search_path = '' as $$
begin
  if a.overage_used > a.overage_reported then
    insert into public.usage_reports (id, created_at, organization_id, payer, identifier, amount, used_at, state,
                                      last_error)
    values (private.new_id(), now(), a.organization_id, a.payer,
            a.id || ':' || extract(epoch from a.period_started_at)::bigint || ':' || a.overage_used,
            a.overage_used - a.overage_reported,
            date_trunc('second', greatest(least(now(), a.period_ends_at - interval '1 second'), a.period_started_at)), 'waiting', '');
    update public.usage_accounts u set overage_reported = u.overage_used, version = u.version + 1
     where u.id = a.id returning * into a;
  end if;
  return a;
end $$;

create or replace function private.usage_cut_open(place uuid, first bigint) returns public.usage_accounts
language sql set search_path = '' as $$
  select * from private.usage_cut(private.usage_open(place, first))
$$;
revoke all on function private.usage_cut(public.usage_accounts), private.usage_cut_open(uuid, bigint) from public;
grant execute on function private.usage_cut(public.usage_accounts), private.usage_cut_open(uuid, bigint) to service_role;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    payer: str = Field(max_length=255)
    identifier: str = Field(unique=True, max_length=100)
    amount: int = Field(sa_type=BigInteger)
    used_at: datetime = moment()
    tried_at: datetime | None = moment(optional=True)
    reported_at: datetime | None = moment(optional=True)
    state: ReportState = Field(default=ReportState.WAITING, sa_type=String(8))
    refused_at: datetime | None = moment(optional=True)
    last_error: str = ""
