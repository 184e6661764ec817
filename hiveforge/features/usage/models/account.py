"""What an organization has and has used in the current period. Amounts are AI credits."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, text
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.usage.schemas import OverageMode

_UNREPORTED = text("overage_reported < overage_used")


def _credits() -> int:
    """A column for an amount of credits."""
    return Field(default=0, sa_type=BigInteger)


class UsageAccount(Table, table=True):
    """One for each organization. The checks hold the balance at zero and overage below its cap, whoever writes.

    `included` is the allowance of a period and `included_left` the rest of it. `overage_cap` is how far overage may go
    now: the owner's budget where overage is chosen and the plan allows it, else what was used already.
    `anchor_at` is the day from which months are counted once the period is over. `counted_from_at` is when counting what
    is used began at zero: the period's start, unless another plan has moved that while counting went on. `payer` is the payment provider's
    customer. `alerted` is the share of the allowance, in percent, that was told of in this period.
    """

    __tablename__ = "usage_accounts"
    __table_args__ = (
        CheckConstraint("included >= 0 and included_used >= 0 and packs_used >= 0 and reserved >= 0", name="positive"),
        CheckConstraint("included_left >= 0", name="included_left"),
        CheckConstraint("packs >= 0", name="packs"),
        CheckConstraint("overage_used >= 0 and overage_used <= overage_cap", name="budget"),
        CheckConstraint("overage_reported >= 0 and overage_reported <= overage_used", name="reported"),
        CheckConstraint("overage_mode in ('block', 'metered')", name="mode"),
        Index("ix_usage_accounts_period_ends_at", "period_ends_at"),
        Index("ix_usage_accounts_unreported", "organization_id", postgresql_where=_UNREPORTED),
    )
    policy: ClassVar = Policy(read=Permission.USAGE_READ)
    declares: ClassVar = """
-- Months are counted from one day in UTC: the 31st becomes the 28th in February and is the 31st again in March.
create or replace function private.usage_month(anchor timestamptz, months integer) returns timestamptz
language sql immutable set search_path = '' as $$
  select ((anchor at time zone 'UTC') + make_interval(months => months)) at time zone 'UTC'
$$;

-- How many whole months of the anchor are over.
create or replace function private.usage_months_over(anchor timestamptz, at timestamptz) returns integer
language sql immutable set search_path = '' as $$
  select m - case when private.usage_month(anchor, m) > at then 1 else 0 end
    from (select ((extract(year from at at time zone 'UTC') - extract(year from anchor at time zone 'UTC')) * 12
                 + extract(month from at at time zone 'UTC') - extract(month from anchor at time zone 'UTC'))::integer as m) n
$$;

create or replace function private.usage_cap(a public.usage_accounts) returns bigint
language sql immutable set search_path = '' as $$
  select case when a.overage_mode = 'metered' and a.overage_allowed then greatest(a.overage_budget, a.overage_used)
              else a.overage_used end
$$;

create or replace function private.usage_share(a public.usage_accounts) returns integer
language sql immutable set search_path = '' as $$
  select case when a.included > 0 and a.included_used >= a.included then 100
              when a.included > 0 and a.included_used * 5 >= a.included * 4 then 80 else 0 end
$$;

-- A new period begins; what was used beyond the old one is reported as the old one's.
create or replace function private.usage_begin(
  a public.usage_accounts, included bigint, starts timestamptz, ends timestamptz, anchor timestamptz
) returns public.usage_accounts language plpgsql set search_path = '' as $$
declare was public.usage_accounts;
begin
  a := private.usage_cut(a);
  was := a;
  a.period_started_at := starts; a.period_ends_at := ends; a.anchor_at := anchor; a.counted_from_at := starts;
  a.included := included; a.included_left := included;
  a.included_used := 0; a.packs_used := 0; a.overage_used := 0; a.overage_reported := 0; a.alerted := 0;
  a.overage_cap := private.usage_cap(a);
  return private.usage_post(was, a, 'reset', included, 'reset:' || a.version, null, null, '');
end $$;

-- The account, locked and up to date: made when there is none, in the current period, without expired reservations.
create or replace function private.usage_open(place uuid, first bigint) returns public.usage_accounts
language plpgsql set search_path = '' as $$
declare a public.usage_accounts; r public.usage_reservations; n integer;
begin
  select * into a from public.usage_accounts u where u.organization_id = place for update;
  if not found then
    insert into public.usage_accounts (id, created_at, organization_id, included, included_left, included_used, packs,
        packs_used, reserved, overage_mode, overage_allowed, overage_budget, overage_cap, overage_used, overage_reported,
        payer, alerted, version, anchor_at, period_started_at, period_ends_at, counted_from_at)
      select private.new_id(), now(), o.id, 0, 0, 0, 0, 0, 0, 'block', false, 0, 0, 0, 0, '', 0, 1, o.created_at,
             o.created_at, o.created_at, o.created_at
        from public.organizations o where o.id = place
      on conflict (organization_id) do nothing;
    select * into a from public.usage_accounts u where u.organization_id = place for update;
    if a.period_ends_at = a.period_started_at then
      a.included := first;
    end if;
  end if;
  if a.period_ends_at <= now() then
    n := greatest(private.usage_months_over(a.anchor_at, now()), 0);
    a := private.usage_begin(a, a.included, private.usage_month(a.anchor_at, n),
                             private.usage_month(a.anchor_at, n + 1), a.anchor_at);
  end if;
  for r in select * from public.usage_reservations v
            where v.organization_id = place and v.state = 'open' and v.expires_at <= now() loop
    a := private.usage_return(a, r, 'expired', null);
  end loop;
  return a;
end $$;

-- What the plan gives from now on. Within a running period what was used counts on; after it a new one begins.
create or replace function private.usage_allow(place uuid, first bigint, given bigint, starts timestamptz,
  ends timestamptz, anchor timestamptz, customer text, allowed boolean) returns public.usage_accounts
language plpgsql set search_path = '' as $$
declare a public.usage_accounts := private.usage_open(place, first); was public.usage_accounts;
begin
  if (a.included, a.period_started_at, a.period_ends_at, a.payer, a.overage_allowed)
     is not distinct from (given, starts, ends, customer, allowed) then
    return a;
  end if;
  if starts >= a.period_ends_at then
    a := private.usage_begin(a, given, starts, ends, anchor);
  else
    a := private.usage_cut(a);
  end if;
  was := a;
  a.period_started_at := starts; a.period_ends_at := ends; a.anchor_at := anchor;
  a.payer := customer; a.overage_allowed := allowed;
  a.included := given; a.included_left := greatest(given - a.included_used, 0);
  a.overage_cap := private.usage_cap(a);
  a.alerted := least(a.alerted, private.usage_share(a));
  return private.usage_post(was, a, 'allowance', given, 'allowance:' || a.version, null, null, '');
end $$;

create or replace function private.usage_add_pack(place uuid, first bigint, credits bigint, key text)
returns boolean language plpgsql set search_path = '' as $$
declare a public.usage_accounts := private.usage_open(place, first); was public.usage_accounts := a;
begin
  if exists (select from public.usage_entries e where e.organization_id = place and e.key = 'pack:' || usage_add_pack.key) then
    return false;
  end if;
  a.packs := a.packs + credits;
  perform private.usage_post(was, a, 'pack', credits, 'pack:' || key, null, null, '');
  return true;
end $$;

create or replace function private.usage_choose(place uuid, first bigint, mode text, budget bigint, member uuid)
returns public.usage_accounts language plpgsql set search_path = '' as $$
declare a public.usage_accounts := private.usage_open(place, first); was public.usage_accounts := a;
begin
  a.overage_mode := mode; a.overage_budget := budget;
  a.overage_cap := private.usage_cap(a);
  return private.usage_post(was, a, 'overage', budget, 'overage:' || a.version, null, member, '');
end $$;
revoke all on function private.usage_month(timestamptz, integer), private.usage_months_over(timestamptz, timestamptz),
  private.usage_cap(public.usage_accounts), private.usage_share(public.usage_accounts),
  private.usage_begin(public.usage_accounts, bigint, timestamptz, timestamptz, timestamptz),
  private.usage_open(uuid, bigint),
  private.usage_allow(uuid, bigint, bigint, timestamptz, timestamptz, timestamptz, text, boolean),
  private.usage_add_pack(uuid, bigint, bigint, text), private.usage_choose(uuid, bigint, text, bigint, uuid) from public;
grant execute on function private.usage_month(timestamptz, integer), private.usage_months_over(timestamptz, timestamptz),
  private.usage_cap(public.usage_accounts), private.usage_share(public.usage_accounts),
  private.usage_begin(public.usage_accounts, bigint, timestamptz, timestamptz, timestamptz),
  private.usage_open(uuid, bigint),
  private.usage_allow(uuid, bigint, bigint, timestamptz, timestamptz, timestamptz, text, boolean),
  private.usage_add_pack(uuid, bigint, bigint, text), private.usage_choose(uuid, bigint, text, bigint, uuid) to service_role;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", unique=True, ondelete="CASCADE")
    included: int = _credits()
    included_left: int = _credits()
    included_used: int = _credits()
    packs: int = _credits()
    packs_used: int = _credits()
    reserved: int = _credits()
    overage_mode: OverageMode = Field(default=OverageMode.BLOCK, sa_type=String(8))
    overage_allowed: bool = False
    overage_budget: int = _credits()
    overage_cap: int = _credits()
    overage_used: int = _credits()
    overage_reported: int = _credits()
    payer: str = Field(default="", max_length=255)
    alerted: int = 0
    version: int = 1
    anchor_at: datetime = moment()
    period_started_at: datetime = moment()
    period_ends_at: datetime = moment()
    counted_from_at: datetime = moment()
