"""Credits held for work that runs, so that nobody else spends them meanwhile."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint, text
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.usage.schemas import LONGEST_MODEL, ReservationState

_OPEN, _SETTLED = text("state = 'open'"), text("state = 'settled'")
_SETTLED_BY_KEY = text("state = 'settled' and api_key_id is not null")


class UsageReservation(Table, table=True):
    """`included`, `packs` and `overage` are what was taken from each; `asked` is what the work cost.

    `alerted` is the share of the allowance that this settlement was the first to reach, in percent, else zero.
    `model` is what did the work, as its maker calls it; empty where no model did. `api_key_id` is the API key that
    acted for the member, if one did.
    """

    __tablename__ = "usage_reservations"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        UniqueConstraint("organization_id", "key"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("included >= 0 and packs >= 0 and overage >= 0", name="taken"),
        CheckConstraint("state in ('open', 'settled', 'released', 'expired')", name="state"),
        Index("ix_usage_reservations_open", "organization_id", "expires_at", postgresql_where=_OPEN),
        Index("ix_usage_reservations_settled", "organization_id", "ended_at", postgresql_where=_SETTLED),
        Index("ix_usage_reservations_member", "organization_id", "member_id", "ended_at", postgresql_where=_SETTLED),
        Index(
            "ix_usage_reservations_api_key",
            "organization_id",
            "api_key_id",
            "ended_at",
            postgresql_where=_SETTLED_BY_KEY,
        ),
    )
    policy: ClassVar = Policy(read=Permission.USAGE_READ)
    declares: ClassVar = """
-- Hold credits; the same key gives the same reservation. An empty row when the balance, the member's budget or that of the
-- API key that acts for them is not enough.
create or replace function private.usage_reserve(place uuid, first bigint, wanted bigint, key text, purpose text,
  member uuid, api_key uuid, lives interval) returns public.usage_reservations
language plpgsql set search_path = '' as $$
declare
  a public.usage_accounts := private.usage_open(place, first);
  was public.usage_accounts := a;
  r public.usage_reservations;
begin
  select * into r from public.usage_reservations v where v.organization_id = place and v.key = usage_reserve.key;
  if found or a.included_left + a.packs + a.overage_cap - a.overage_used - a.reserved < wanted
     or exists (select from private.usage_budget(place, member) b where b.used + wanted > b.credits)
     or exists (select from private.usage_key_budget(place, api_key) b where b.used + wanted > b.credits) then
    return r;
  end if;
  insert into public.usage_reservations (id, created_at, organization_id, amount, key, purpose, member_id, api_key_id,
                                         expires_at, state, asked, included, packs, overage, alerted, model)
  values (private.new_id(), now(), place, wanted, key, purpose, member, api_key, now() + lives, 'open', 0, 0, 0, 0, 0, '')
  returning * into r;
  a.reserved := a.reserved + wanted;
  perform private.usage_post(was, a, 'reserve', wanted, 'reserve:' || r.id, r.id, member, purpose);
  return r;
end $$;

-- Give back what an open reservation holds.
create or replace function private.usage_return(a public.usage_accounts, r public.usage_reservations, ending text,
  member uuid) returns public.usage_accounts language plpgsql set search_path = '' as $$
declare was public.usage_accounts := a;
begin
  update public.usage_reservations v set state = ending, ended_at = now() where v.id = r.id;
  a.reserved := a.reserved - r.amount;
  return private.usage_post(was, a, case ending when 'expired' then 'expire' else 'release' end, r.amount,
                            case ending when 'expired' then 'expire:' else 'release:' end || r.id, r.id, member, r.purpose);
end $$;

create or replace function private.usage_release(place uuid, first bigint, reservation uuid, member uuid)
returns public.usage_reservations language plpgsql set search_path = '' as $$
declare a public.usage_accounts := private.usage_open(place, first); r public.usage_reservations;
begin
  select * into r from public.usage_reservations v where v.organization_id = place and v.id = reservation;
  if r.state = 'open' then
    perform private.usage_return(a, r, 'released', member);
    select * into r from public.usage_reservations v where v.id = reservation;
  end if;
  return r;
end $$;

-- Take what the work cost: allowance first, packs second, overage last, as far as they go without what others hold.
-- It counts for whoever reserved when nobody is named. A member's budget stops work that would begin, not what was done.
create or replace function private.usage_settle(place uuid, first bigint, reservation uuid, cost bigint, member uuid,
  model text) returns public.usage_reservations language plpgsql set search_path = '' as $$
declare
  a public.usage_accounts := private.usage_open(place, first);
  was public.usage_accounts := a;
  r public.usage_reservations;
  held bigint; total bigint; taken bigint;
begin
  select * into r from public.usage_reservations v where v.organization_id = place and v.id = reservation;
  if r.id is null or r.state in ('settled', 'released') then
    return r;
  end if;
  held := case r.state when 'open' then r.amount else 0 end;
  a.reserved := a.reserved - held;
  total := a.included_left + a.packs + a.overage_cap - a.overage_used;
  taken := least(cost, total, greatest(held, total - a.reserved));
  r.included := least(taken, a.included_left);
  r.packs := least(taken - r.included, a.packs);
  r.overage := taken - r.included - r.packs;
  a.included_left := a.included_left - r.included; a.included_used := a.included_used + r.included;
  a.packs := a.packs - r.packs; a.packs_used := a.packs_used + r.packs;
  a.overage_used := a.overage_used + r.overage;
  if private.usage_share(a) > a.alerted then
    a.alerted := private.usage_share(a); r.alerted := a.alerted;
  end if;
  perform private.usage_post(was, a, 'settle', taken, 'settle:' || r.id, r.id,
                             coalesce(member, r.member_id), r.purpose);
  update public.usage_reservations v
     set state = 'settled', ended_at = now(), asked = cost, included = r.included, packs = r.packs,
         overage = r.overage, alerted = r.alerted, model = usage_settle.model
   where v.id = r.id returning * into r;
  return r;
end $$;
revoke all on function private.usage_reserve(uuid, bigint, bigint, text, text, uuid, uuid, interval),
  private.usage_return(public.usage_accounts, public.usage_reservations, text, uuid),
  private.usage_release(uuid, bigint, uuid, uuid), private.usage_settle(uuid, bigint, uuid, bigint, uuid, text) from public;
grant execute on function private.usage_reserve(uuid, bigint, bigint, text, text, uuid, uuid, interval),
  private.usage_return(public.usage_accounts, public.usage_reservations, text, uuid),
  private.usage_release(uuid, bigint, uuid, uuid), private.usage_settle(uuid, bigint, uuid, bigint, uuid, text) to service_role;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    amount: int = Field(sa_type=BigInteger)
    key: str = Field(max_length=150)
    purpose: str = Field(default="", max_length=100)
    member_id: UUID | None = None
    api_key_id: UUID | None = None
    model: str = Field(default="", max_length=LONGEST_MODEL)
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(optional=True)
    state: ReservationState = Field(default=ReservationState.OPEN, sa_type=String(8))
    asked: int = Field(default=0, sa_type=BigInteger)
    included: int = Field(default=0, sa_type=BigInteger)
    packs: int = Field(default=0, sa_type=BigInteger)
    overage: int = Field(default=0, sa_type=BigInteger)
    alerted: int = 0
