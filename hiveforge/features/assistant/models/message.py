"""A question, or the answer to one."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKeyConstraint, Numeric, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.features.assistant.schemas import Author, MessageStatus

# The first hundred thousand characters, because Postgres refuses a message with more words than a vector holds. An answer
# that is being written has none: each piece of it would be one more entry in the index.
_WORDS = (
    "case when replaced_at is null and status::text <> 'waiting'::text and status::text <> 'streaming'::text"
    " then strip(to_tsvector('private.stems'::regconfig, left(text::text, 100000)))"
    " || strip(to_tsvector('private.words'::regconfig, left(text::text, 100000))) else ''::tsvector end"
)


class AssistantMessage(Table, table=True):
    """Reached through the service alone: it is read with its conversation, and says what was used and paid.

    `sources` are the passages that an answer was given with. `replaced_at`: a question was edited or an answer asked
    for again, and this is not part of the conversation any more. `beat_at` is when its writer was last alive. `words` are
    what it is found by, in their stem and as they are.
    """

    __tablename__ = "assistant_messages"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversations.organization_id", "conversations.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("author in ('member', 'assistant')", name="author"),
        CheckConstraint("status in ('complete', 'stopped', 'failed', 'waiting', 'streaming')", name="status"),
        CheckConstraint("credits >= 0 and input_tokens >= 0 and output_tokens >= 0", name="used"),
        Index("ix_assistant_messages_conversation_id", "organization_id", "conversation_id", "created_at"),
        Index(
            "uq_assistant_messages_unfinished",
            "conversation_id",
            unique=True,
            postgresql_where=text("status in ('waiting', 'streaming')"),
        ),
        Index("ix_assistant_messages_words", "organization_id", "words", postgresql_using="gin"),
    )
    policy: ClassVar = Policy()

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    conversation_id: UUID
    author: Author = Field(sa_type=String(9))
    text: str = ""
    status: MessageStatus = Field(default=MessageStatus.COMPLETE, sa_type=String(9))
    stop_asked: bool = False
    error: str = ""
    sources: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    model: str = Field(default="", max_length=200)
    demo: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    credits: int = 0
    cost: Decimal | None = Field(default=None, sa_type=Numeric(14, 8))  # pyright: ignore[reportArgumentType]
    reservation_id: UUID | None = None
    beat_at: datetime | None = moment(optional=True)
    replaced_at: datetime | None = moment(optional=True)
    words: Any = Field(default=None, sa_type=TSVECTOR, sa_column_args=[Computed(_WORDS, persisted=True)])
