"""Who is asked to belong to an organization."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission, Role

from .organizations import ROLES


class Invitation(Table, table=True):
    """A way in: for one email address, or for everybody who has the link. Only the hash of its token is kept.

    `seat_requested_at` is when its holder last found the organization full and asked for a seat.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        # The inviter is a member of the same organization: a row cannot point across tenants.
        ForeignKeyConstraint(
            ["organization_id", "invited_by"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="SET NULL (invited_by)",
        ),
        CheckConstraint(f"role in ({ROLES}) and role <> 'owner'", name="role"),
        CheckConstraint("(kind = 'email') = (email is not null)", name="email"),
        Index("ix_invitations_organization_id_invited_by", "organization_id", "invited_by"),
        Index("ix_invitations_email", "email"),
    )
    policy: ClassVar = Policy(
        read=Permission.MEMBERS_INVITE,
        insert=Permission.MEMBERS_INVITE,
        update=Permission.MEMBERS_INVITE,
        columns=("revoked_at", "expires_at", "token_hash"),
    )
    declares: ClassVar = """
create or replace function private.invitation_holds_seat() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- One that was closed and is opened again holds a seat again; one that is to last longer needs a seat to promise.
  if new.kind = 'email' and new.accepted_at is null and new.revoked_at is null and new.expires_at > now()
     and (tg_op = 'INSERT' or old.expires_at < new.expires_at or old.revoked_at is not null or old.accepted_at is not null)
  then
    perform private.take_seat(new.organization_id, new.email::text);
  end if;
  return new;
end $$;
create or replace trigger invitation_holds_seat before insert or update on public.invitations
  for each row execute function private.invitation_holds_seat();
revoke all on function private.invitation_holds_seat() from public;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    kind: str = Field(max_length=8)
    email: str | None = Field(default=None, max_length=254)
    role: Role = Field(sa_type=String(16))
    token_hash: str = Field(unique=True, max_length=64)
    invited_by: UUID | None = None
    expires_at: datetime = moment()
    accepted_at: datetime | None = moment(optional=True)
    accepted_by: UUID | None = Field(default=None, foreign_key="users.id", index=True, ondelete="SET NULL")
    revoked_at: datetime | None = moment(optional=True)
    uses: int = 0
    seat_requested_at: datetime | None = moment(optional=True)
