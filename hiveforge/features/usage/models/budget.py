"""What a member, and what an API key, may use of an organization's credits in each period.

What a key uses counts for the member it acts for as well: making a key is no way around one's own budget.
"""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from hiveforge.core.models import Policy, Table
from hiveforge.core.permissions import Permission


def _budget_of(function: str, table: str, column: str) -> str:
    """The function that reserving asks: what may be used, and what is used. All of it are names of ours."""
    return f"""
-- A budget, and what is used of it: settled since counting began, and held. No row without a budget.
-- Whoever has locked the account reads what nobody changes meanwhile.
create or replace function private.{function}(place uuid, whose uuid) returns table (credits bigint, used bigint)
language sql stable set search_path = '' as $$
  select b.credits,
         (select coalesce(sum(r.included + r.packs + r.overage), 0) from public.usage_reservations r
           where r.organization_id = place and r.{column} = whose and r.state = 'settled'
             and r.ended_at >= a.counted_from_at)::bigint
         + (select coalesce(sum(r.amount), 0) from public.usage_reservations r
             where r.organization_id = place and r.{column} = whose and r.state = 'open')::bigint
    from public.{table} b
    join public.usage_accounts a on a.organization_id = b.organization_id
   where b.organization_id = place and b.{column} = whose
$$;
revoke all on function private.{function}(uuid, uuid) from public;
grant execute on function private.{function}(uuid, uuid) to service_role;
"""  # noqa: S608


class UsageBudget(Table, table=True):
    """`credits` for each period; without a row a member is limited by the balance alone. It goes with the membership."""

    __tablename__ = "usage_budgets"
    __table_args__ = (
        UniqueConstraint("organization_id", "member_id"),
        ForeignKeyConstraint(
            ["organization_id", "member_id"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("credits >= 0", name="credits"),
    )
    policy: ClassVar = Policy(
        read=Permission.USAGE_READ,
        insert=Permission.USAGE_MANAGE,
        update=Permission.USAGE_MANAGE,
        delete=Permission.USAGE_MANAGE,
        columns=("credits",),
    )
    declares: ClassVar = _budget_of("usage_budget", "usage_budgets", "member_id")

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    member_id: UUID
    credits: int = Field(sa_type=BigInteger)


class UsageKeyBudget(Table, table=True):
    """`credits` for each period; without a row a key is limited by its maker's budget and the balance. It goes with the key."""

    __tablename__ = "usage_key_budgets"
    __table_args__ = (
        UniqueConstraint("organization_id", "api_key_id"),
        ForeignKeyConstraint(
            ["organization_id", "api_key_id"], ["api_keys.organization_id", "api_keys.id"], ondelete="CASCADE"
        ),
        CheckConstraint("credits >= 0", name="credits"),
    )
    policy: ClassVar = Policy(
        read=Permission.USAGE_READ,
        insert=Permission.USAGE_MANAGE,
        update=Permission.USAGE_MANAGE,
        delete=Permission.USAGE_MANAGE,
        columns=("credits",),
    )
    declares: ClassVar = _budget_of("usage_key_budget", "usage_key_budgets", "api_key_id")

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    api_key_id: UUID
    credits: int = Field(sa_type=BigInteger)
