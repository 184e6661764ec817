"""What was done, by whom, on what: one row for each act that changed something, in the act's own transaction."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Index

from .clock import new_id
from .db import Db
from .models import BY_THE_PERSON, Policy, Sql, Table
from .permissions import Permission

_RECORD = text("select private.record(:action, cast(:details as jsonb))")


class AuditEntry(Table, table=True):
    """Written only by `private.record`, which takes the actor from the transaction's claims, not from its caller."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_organization_id_created_at_id", "organization_id", "created_at", "id"),
        Index("ix_audit_entries_actor_id", "actor_id"),
    )
    policy: ClassVar = Policy(
        read=Sql(
            f"organization_id = any(array(select private.orgs_with('{Permission.AUDIT_READ}')))"
            f" or (organization_id is null and actor_id = (select auth.uid()) and {BY_THE_PERSON})"
        ),
        append_only=True,
    )
    declares: ClassVar = """
create or replace function private.record(action text, details jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.audit_entries (id, created_at, action, organization_id, actor_kind, actor_id, actor_name,
                                    target_type, target_id, target_name, before, after, request_id, reason)
  select (details ->> 'id')::uuid, now(), action,
         coalesce((select m.organization_id from public.memberships m
                    where m.organization_id = (details ->> 'organization')::uuid
                      and (m.user_id = auth.uid() or current_setting('role') = 'service_role') limit 1),
                  (auth.jwt() ->> 'organization')::uuid),
         coalesce(auth.jwt() ->> 'kind', 'visitor'), auth.uid(), coalesce(auth.jwt() ->> 'name', ''),
         coalesce(details ->> 'target_type', ''), coalesce(details ->> 'target_id', ''),
         coalesce(details ->> 'target_name', ''), details -> 'before', details -> 'after',
         coalesce(auth.jwt() ->> 'request_id', ''), coalesce(auth.jwt() ->> 'reason', '')
$$;
revoke all on function private.record(text, jsonb) from public;
grant execute on function private.record(text, jsonb) to anon, authenticated, service_role;
"""

    organization_id: UUID | None = None
    action: str
    actor_kind: str
    actor_id: UUID | None = None
    actor_name: str
    target_type: str = ""
    target_id: str = ""
    target_name: str = ""
    before: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    request_id: str = ""
    reason: str = ""


def describe(
    db: Db,
    *,
    target_type: str,
    target_id: UUID | str = "",
    target_name: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    organization: UUID | None = None,
) -> None:
    """Say what this act does to what; `@requires` writes it down when the act has written something.

    `organization` is for acts of somebody who stands outside, such as accepting an invitation. A second call replaces
    the first.
    """
    details = {
        "target_type": target_type,
        "target_id": str(target_id),
        "target_name": target_name,
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "organization": str(organization) if organization else None,
    }
    db.info["audit"] = details


async def record(db: Db, action: str) -> None:
    """Write the row for `action`, with what `describe` said. For `@requires` and for acts of several steps."""
    details = {"id": str(new_id()), **db.info.pop("audit", {})}
    await (await db.connection()).execute(_RECORD, {"action": action, "details": json.dumps(details, default=str)})
