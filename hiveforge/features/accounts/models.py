"""People, their secrets, their sessions and the codes mailed to them."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Index

from hiveforge.core.models import BY_THE_PERSON, Policy, Sql, Table, moment

_OWN = Sql(f"user_id = (select auth.uid()) and {BY_THE_PERSON}")


class User(Table, table=True):
    """A person. They exist from the moment their email address is proved, so `email` is always theirs.

    `avatar_id` names a picture in the storage.
    """

    __tablename__ = "users"
    policy: ClassVar = Policy(
        read=Sql("id = (select auth.uid()) or id = any(array(select private.colleagues()))"),
        update=Sql(f"id = (select auth.uid()) and {BY_THE_PERSON}"),
        columns=("name", "avatar_id"),
    )

    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=100)
    avatar_id: UUID | None = Field(default=None, unique=True)


class Credential(Table, table=True):
    """A password, apart from `User` so that no policy can ever show its hash."""

    __tablename__ = "credentials"
    policy: ClassVar = Policy()

    user_id: UUID = Field(foreign_key="users.id", unique=True, ondelete="CASCADE")
    password_hash: str
    changed_at: datetime = moment()


class Session(Table, table=True):
    """One signed-in browser. The cookie holds the secret, the row only its hash; deleting the row ends it."""

    __tablename__ = "sessions"
    policy: ClassVar = Policy(read=_OWN, delete=_OWN)

    user_id: UUID = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime = moment()
    last_seen_at: datetime = moment()
    idle_seconds: int
    user_agent: str = Field(default="", max_length=400)
    address: str = Field(default="", max_length=64)


class Challenge(Table, table=True):
    """A six-digit code on its way to somebody's mailbox, and what it will do when it comes back.

    A challenge without a mail exists too: whoever asks for an address must not learn whether we know it.
    """

    __tablename__ = "challenges"
    __table_args__ = (Index("ix_challenges_expires_at", "expires_at"),)
    policy: ClassVar = Policy()

    purpose: str = Field(max_length=16)
    email: str = Field(max_length=254)
    user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True, ondelete="CASCADE")
    code_hash: str = Field(max_length=64)
    browser_hash: str = Field(max_length=64)
    attempts: int = 0
    expires_at: datetime = moment()
    used_at: datetime | None = moment(optional=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
