"""What is known of each file. The bytes are in the storage, under a key made of two ids."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission

from .schemas import FileState, Purpose

_PURPOSES = ", ".join(f"'{purpose}'" for purpose in Purpose)
_STATES = ", ".join(f"'{state}'" for state in FileState)


class File(Table, table=True):
    """While it is uploading, `size` is what was announced: it is held for it until `expires_at`.

    A deleted one is out of sight and counts no longer; its row goes with its object.
    """

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        ForeignKeyConstraint(
            ["organization_id", "uploaded_by"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="SET NULL (uploaded_by)",
        ),
        CheckConstraint(f"purpose in ({_PURPOSES})", name="purpose"),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("state <> 'stored' or (sha256 <> '' and stored_at is not null)", name="stored"),
        Index("ix_files_organization_id_uploaded_by", "organization_id", "uploaded_by"),
        Index("ix_files_organization_id_purpose_id", "organization_id", "purpose", "id"),
        Index("ix_files_unfinished", "expires_at", postgresql_where=text("state = 'uploading'")),
        Index("ix_files_deleted", "deleted_at", postgresql_where=text("state = 'deleted'")),
    )
    policy: ClassVar = Policy(
        read=Permission.FILES_READ,
        insert=Permission.FILES_WRITE,
        update=Permission.FILES_WRITE,
        columns=("size", "sha256", "content_type", "state", "stored_at", "deleted_at"),
    )

    declares: ClassVar = """
-- Whether a session is still alive and its person may still read files there: a signed link is no longer good than that.
create or replace function private.session_reads_files(session uuid, place uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.sessions s
      join public.memberships m on m.user_id = s.user_id and m.organization_id = place
      join public.organizations o on o.id = m.organization_id and o.deleted_at is null
      join private.role_permissions g on g.role = m.role and g.permission = 'files:read'
     where s.id = session and s.expires_at > now()
       and s.last_seen_at + make_interval(secs => s.idle_seconds) > now())
$$;
revoke all on function private.session_reads_files(uuid, uuid) from public;
grant execute on function private.session_reads_files(uuid, uuid) to service_role;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    purpose: Purpose = Field(sa_type=String(16))
    state: FileState = Field(default=FileState.UPLOADING, sa_type=String(16))
    name: str = Field(max_length=200)
    size: int = Field(sa_type=BigInteger)
    content_type: str = Field(default="", max_length=100)
    sha256: str = Field(default="", max_length=64)
    uploaded_by: UUID | None = None
    expires_at: datetime = moment()
    stored_at: datetime | None = moment(optional=True)
    deleted_at: datetime | None = moment(optional=True)
