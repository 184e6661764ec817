"""API keys as Postgres keeps them, and who a key is."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission

from .schemas import LONGEST_NAME


class ApiKey(Table, table=True):
    """What a program is let do, for the member who made it; it goes with that membership.

    Only hashes of the secrets are kept: they are long and random. `previous_hash` is the secret before the last roll, good
    until `previous_ends_at`. A key that is revoked stays, so that what it used keeps its name.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        # Other tables reference both columns, so that none of their rows can point into another organization.
        UniqueConstraint("organization_id", "id"),
        ForeignKeyConstraint(
            ["organization_id", "user_id"], ["memberships.organization_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        Index("ix_api_keys_organization_id_user_id", "organization_id", "user_id"),
        Index("ix_api_keys_name", "organization_id", "name", unique=True, postgresql_where=text("revoked_at is null")),
    )
    policy: ClassVar = Policy(read=Permission.API_KEYS_READ)
    declares: ClassVar = """
-- Hash of a key and an organization's slug or id -> the key, its maker and the maker's place; no organization where it is
-- another one's. An empty place is the key's own. The web login may call this by itself.
create or replace function private.api_key_actor(hash text, place text)
returns table (key uuid, key_name text, user_id uuid, name text, email text, organization uuid, slug text, role text,
               scopes text[])
language plpgsql volatile security definer set search_path = '' as $$
begin
  return query
  with alive as (
    select k.* from public.api_keys k
     where (k.secret_hash = hash or (k.previous_hash = hash and k.previous_ends_at > now()))
       and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
  ), touched as (
    update public.api_keys t set last_used_at = now()
      from alive where t.id = alive.id and (alive.last_used_at is null or alive.last_used_at < now() - interval '1 minute')
  )
  select alive.id, alive.name::text, u.id, u.name::text, u.email::text, o.id, o.slug::text, m.role::text,
         alive.scopes::text[]
    from alive
    join public.users u on u.id = alive.user_id
    join public.memberships m on m.organization_id = alive.organization_id and m.user_id = alive.user_id
    left join public.organizations o on o.id = alive.organization_id and o.deleted_at is null
     and api_key_actor.place in ('', o.slug, o.id::text);
end $$;

-- Whether the claims' key, where there is one, is a member's key in this organization and has this permission now.
create or replace function private.key_allows(place uuid, member uuid, permission text) returns boolean
language sql stable security definer set search_path = '' as $$
  select auth.jwt() ->> 'key' is null or exists (
    select from public.api_keys k
     where k.id = (auth.jwt() ->> 'key')::uuid and k.organization_id = place and k.user_id = member
       and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and permission = any(k.scopes))
$$;
revoke all on function private.api_key_actor(text, text), private.key_allows(uuid, uuid, text) from public;
grant execute on function private.api_key_actor(text, text) to hiveforge_web;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    user_id: UUID
    made_by: str = Field(max_length=100)
    name: str = Field(max_length=LONGEST_NAME)
    scopes: list[str] = Field(sa_type=ARRAY(String(64)))  # pyright: ignore[reportArgumentType]
    hint: str = Field(max_length=20)
    secret_hash: str = Field(unique=True, max_length=64)
    previous_hash: str | None = Field(default=None, unique=True, max_length=64)
    previous_ends_at: datetime | None = moment(optional=True)
    last_used_at: datetime | None = moment(optional=True)
    expires_at: datetime | None = moment(optional=True)
    revoked_at: datetime | None = moment(optional=True)
