"""Every change of an account, for good."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, String, UniqueConstraint
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table
from hiveforge.core.permissions import Permission


class EntryKind(StrEnum):
    ALLOWANCE = "allowance"
    PACK = "pack"
    RESERVE = "reserve"
    SETTLE = "settle"
    RELEASE = "release"
    EXPIRE = "expire"
    OVERAGE = "overage"
    RESET = "reset"


class UsageEntry(Table, table=True):
    """What an act changed: the columns add up to the account's columns of the same name (`spent` to what was used).

    `balance` is what was left of allowance and packs afterwards. A `key` happens once for each organization.
    """

    __tablename__ = "usage_entries"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        ForeignKeyConstraint(
            ["organization_id", "reservation_id"],
            ["usage_reservations.organization_id", "usage_reservations.id"],
        ),
        Index("ix_usage_entries_organization_id_reservation_id", "organization_id", "reservation_id"),
    )
    policy: ClassVar = Policy(read=Permission.USAGE_READ, append_only=True)
    declares: ClassVar = """
-- Ids in order of time, as core.clock makes them, for rows that Postgres makes by itself.
create or replace function private.new_id() returns uuid
language sql volatile set search_path = '' as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
           substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
         52, 1), 53, 1), 'hex')::uuid
$$;

-- Move the account to `a` and enter the difference.
create or replace function private.usage_post(was public.usage_accounts, a public.usage_accounts, kind text,
  amount bigint, key text, reservation uuid, member uuid, purpose text) returns public.usage_accounts
language plpgsql set search_path = '' as $$
begin
  update public.usage_accounts u set
    included = a.included, included_left = a.included_left, included_used = a.included_used, packs = a.packs,
    packs_used = a.packs_used, reserved = a.reserved, overage_mode = a.overage_mode, overage_allowed = a.overage_allowed,
    overage_budget = a.overage_budget, overage_cap = a.overage_cap, overage_used = a.overage_used,
    overage_reported = a.overage_reported, payer = a.payer, alerted = a.alerted, version = u.version + 1,
    anchor_at = a.anchor_at, period_started_at = a.period_started_at, period_ends_at = a.period_ends_at,
    counted_from_at = a.counted_from_at
  where u.id = a.id returning * into a;
  insert into public.usage_entries (id, created_at, organization_id, kind, amount, key, reservation_id, member_id, purpose,
                                    included, packs, overage, reserved, spent, balance)
  values (private.new_id(), clock_timestamp(), a.organization_id, kind, amount, key, reservation, member, purpose,
          a.included_left - was.included_left, a.packs - was.packs, a.overage_used - was.overage_used,
          a.reserved - was.reserved, a.included_used + a.packs_used - was.included_used - was.packs_used,
          a.included_left + a.packs);
  return a;
end $$;

-- Where account and entries part; no row when all is well. Reads every entry of the organization.
create or replace function private.usage_audit(place uuid) returns table (what text, account bigint, entries bigint)
language sql stable set search_path = '' as $$
  select d.what, d.account, d.entries
    from public.usage_accounts a
   cross join lateral (select coalesce(sum(e.included), 0)::bigint as included, coalesce(sum(e.packs), 0)::bigint as packs,
                      coalesce(sum(e.overage), 0)::bigint as overage, coalesce(sum(e.reserved), 0)::bigint as reserved,
                      coalesce(sum(e.spent), 0)::bigint as spent,
                      coalesce(sum(e.overage) filter (where e.kind = 'settle'), 0)::bigint as billable
                 from public.usage_entries e where e.organization_id = a.organization_id) s
   cross join lateral (select coalesce(sum(r.amount), 0)::bigint as amount from public.usage_reservations r
                 where r.organization_id = a.organization_id and r.state = 'open') held
   cross join lateral (select coalesce(sum(p.amount), 0)::bigint as amount from public.usage_reports p
                 where p.organization_id = a.organization_id) cut
   cross join lateral (values
     ('included', a.included_left, s.included), ('packs', a.packs, s.packs), ('overage', a.overage_used, s.overage),
     ('reserved', a.reserved, s.reserved), ('used', a.included_used + a.packs_used, s.spent),
     ('open reservations', a.reserved, held.amount),
     ('reports', cut.amount + a.overage_used - a.overage_reported, s.billable)) d(what, account, entries)
   where a.organization_id = place and d.account <> d.entries
$$;
revoke all on function private.new_id(), private.usage_audit(uuid),
  private.usage_post(public.usage_accounts, public.usage_accounts, text, bigint, text, uuid, uuid, text) from public;
grant execute on function private.new_id(), private.usage_audit(uuid),
  private.usage_post(public.usage_accounts, public.usage_accounts, text, bigint, text, uuid, uuid, text) to service_role;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    kind: EntryKind = Field(sa_type=String(16))
    amount: int = Field(sa_type=BigInteger)
    key: str = Field(max_length=200)
    reservation_id: UUID | None = None
    member_id: UUID | None = None
    purpose: str = Field(default="", max_length=100)
    included: int = Field(sa_type=BigInteger)
    packs: int = Field(sa_type=BigInteger)
    overage: int = Field(sa_type=BigInteger)
    reserved: int = Field(sa_type=BigInteger)
    spent: int = Field(sa_type=BigInteger)
    balance: int = Field(sa_type=BigInteger)
