"""What a member talks about with the assistant."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, Index

from hiveforge.core.clock import now
from hiveforge.core.models import Policy, Sql, Table, moment
from hiveforge.features.assistant.schemas import LONGEST_TITLE
from hiveforge.gateways.llm import ModelClass

_OWN = Sql(
    "organization_id = any(array(select private.orgs_with('assistant:use'))) and member_id = (select auth.uid())"
)
_OWN_OR_SHARED = Sql(
    "organization_id = any(array(select private.orgs_with('assistant:read')))"
    " and (shared or member_id = (select auth.uid()))"
)
_WORDS = "strip(to_tsvector('private.stems'::regconfig, title::text)) || strip(to_tsvector('private.words'::regconfig, title::text))"


class Conversation(Table, table=True):
    """Its member's alone until it is `shared` with the organization, which then may read it.

    `last_at` orders the list. `words` are those of the title, in their stem and as they are.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        CheckConstraint("model_class in ('standard', 'advanced', 'premium')", name="model_class"),
        Index("ix_conversations_member", "organization_id", "member_id", "last_at"),
        Index("ix_conversations_shared", "organization_id", "last_at", postgresql_where="shared"),
        Index("ix_conversations_words", "organization_id", "words", postgresql_using="gin"),
    )
    policy: ClassVar = Policy(
        read=_OWN_OR_SHARED,
        insert=_OWN,
        update=_OWN,
        delete=_OWN,
        columns=("title", "shared", "model_class", "last_at"),
    )

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    member_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    title: str = Field(max_length=LONGEST_TITLE)
    shared: bool = False
    model_class: ModelClass = Field(default=ModelClass.STANDARD, sa_type=String(16))
    last_at: datetime = moment(default_factory=now)
    words: Any = Field(default=None, sa_type=TSVECTOR, sa_column_args=[Computed(_WORDS, persisted=True)])
