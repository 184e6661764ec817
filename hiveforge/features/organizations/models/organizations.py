"""Organizations and who belongs to them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission, Role

from .seats import SEATS

ROLES = ", ".join(f"'{role}'" for role in Role)

_ORGANIZATIONS = """
-- Organizations in which the current claims hold a permission; the claimed organization narrows them to one, a claimed API
-- key to its own and to its scopes.
create or replace function private.orgs_with(permission text) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.organization_id
    from public.memberships m
    join public.organizations o on o.id = m.organization_id and o.deleted_at is null
    join private.role_permissions g on g.role = m.role and g.permission = orgs_with.permission
   where m.user_id = (select auth.uid())
     and m.organization_id = coalesce((select (auth.jwt() ->> 'organization')::uuid), m.organization_id)
     and ((select auth.jwt() ->> 'key') is null or private.key_allows(m.organization_id, m.user_id, orgs_with.permission))
$$;

-- People who share an organization with the current user.
create or replace function private.colleagues() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id from public.memberships m
   where m.organization_id = any(array(select private.orgs_with('members:read')))
$$;

-- People who have one of the caller's organizations open in a browser.
create or replace function private.online() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct p.user_id from private.presences p
   where p.organization_id = any(array(select private.orgs_with('members:read')))
     and p.seen_at > now() - interval '2 minutes'
$$;

-- Cookie hash and an organization's slug or id -> who that is, and their place there. The web login may call this by itself.
create or replace function private.session_actor(hash text, place text)
returns table (session uuid, user_id uuid, name text, email text, organization uuid, slug text, role text)
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- In a function of language sql the update below fails on Postgres 18: its triggers come too late.
  return query
  with alive as (
    select s.id, s.user_id, s.last_seen_at from public.sessions s
     where s.token_hash = hash and s.expires_at > now()
       and s.last_seen_at + make_interval(secs => s.idle_seconds) > now()
  ), touched as (
    update public.sessions t set last_seen_at = now()
      from alive where t.id = alive.id and alive.last_seen_at < now() - interval '1 minute'
  )
  select alive.id, u.id, u.name::text, u.email::text, o.id, o.slug::text, m.role::text
    from alive
    join public.users u on u.id = alive.user_id
    left join public.organizations o on o.deleted_at is null and (
      o.slug = session_actor.place
      or o.id = case when session_actor.place ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then session_actor.place::uuid end)
    left join public.memberships m on m.organization_id = o.id and m.user_id = u.id
   order by m.role nulls last limit 1;
end $$;

create or replace function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.role = 'owner' and (tg_op = 'DELETE' or new.role <> 'owner') then
    -- The lock makes two owners who leave at once come one after the other.
    perform 1 from public.organizations o where o.id = old.organization_id for update;
    if found and not exists (
      select from public.memberships m where m.organization_id = old.organization_id and m.role = 'owner'
    ) then
      raise exception 'an organization keeps at least one owner' using errcode = '23514', constraint = 'last_owner';
    end if;
  end if;
  return null;
end $$;
create or replace trigger keep_an_owner after update or delete on public.memberships
  for each row execute function private.keep_an_owner();

create or replace function private.owners_make_owners() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if auth.jwt() ->> 'role' = 'authenticated' and 'owner' in (old.role, new.role)
     and not old.organization_id = any(array(select private.orgs_with('organization:transfer'))) then
    raise exception 'only owners make owners' using errcode = '23514', constraint = 'owners_make_owners';
  end if;
  return coalesce(new, old);
end $$;
create or replace trigger owners_make_owners before update or delete on public.memberships
  for each row execute function private.owners_make_owners();

revoke all on function private.orgs_with(text), private.colleagues(), private.online(), private.session_actor(text, text),
  private.keep_an_owner(), private.owners_make_owners() from public;
grant execute on function private.orgs_with(text), private.colleagues(), private.online() to authenticated;
grant execute on function private.session_actor(text, text) to hiveforge_web;
"""


class Organization(Table, table=True):
    """A tenant. `deleted_at` hides it from everybody; its owners can restore it for 30 days.

    `seat_limit` is how many people fit, None without limit. The database lets nobody in beyond it, whoever races
    and whoever was invited before; below today's number it removes nobody. `logo_id` names a picture in the storage.
    """

    __tablename__ = "organizations"
    policy: ClassVar = Policy(
        read=Permission.ORGANIZATION_READ,
        update=Permission.ORGANIZATION_UPDATE,
        columns=("name", "slug", "version", "logo_id"),
        tenant="id",
    )

    name: str = Field(max_length=80)
    slug: str = Field(unique=True, max_length=40)
    version: int = 1
    seat_limit: int | None = None
    logo_id: UUID | None = Field(default=None, unique=True)
    deleted_at: datetime | None = moment(optional=True)
    deleted_by: UUID | None = Field(default=None, foreign_key="users.id", index=True, ondelete="SET NULL")


class Membership(Table, table=True):
    """A person's place in an organization.

    The database itself keeps at least one owner and lets only owners make or unmake owners, whoever races.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id"),
        CheckConstraint(f"role in ({ROLES})", name="role"),
    )
    policy: ClassVar = Policy(
        read=Permission.MEMBERS_READ,
        update=Permission.MEMBERS_MANAGE,
        delete=Permission.MEMBERS_MANAGE,
        columns=("role",),
    )
    declares: ClassVar = _ORGANIZATIONS + SEATS

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    user_id: UUID = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
    role: Role = Field(sa_type=String(16))
