"""Reads of conversations and messages, in their order."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core import paging
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import Author, ConversationRow, MessageRow, MessageStatus, Source
from hiveforge.gateways.llm import ModelClass

_SCOPE = "conversations"
_LATEST = (col(Conversation.last_at), col(Conversation.id))


async def conversations(
    db: Db, organization: UUID, reader: UUID, *, among: Collection[UUID] | None, cursor: str, limit: int
) -> tuple[list[ConversationRow], str | None]:
    """What row-level security lets the reader see, the latest first; `among` narrows it. Raises BadCursor."""
    found = _select().where(col(Conversation.organization_id) == organization)
    if among is not None:
        found = found.where(col(Conversation.id).in_(among))
    if cursor:
        at, last = paging.decode(_SCOPE, cursor)
        found = found.where(paging.beyond(_LATEST, (datetime.fromisoformat(at), UUID(last)), descending=True))
    ordered = found.order_by(*(column.desc() for column in _LATEST)).limit(limit + 1)
    rows = [_conversation(row, reader) for row in (await (await db.connection()).execute(ordered)).all()]
    return paging.cut(rows, limit, lambda row: paging.encode(_SCOPE, [row.last_at.isoformat(), str(row.id)]))


async def conversation(db: Db, organization: UUID, reader: UUID, wanted: UUID) -> ConversationRow | None:
    found = _select().where(col(Conversation.organization_id) == organization, col(Conversation.id) == wanted)
    for row in (await (await db.connection()).execute(found)).all():
        return _conversation(row, reader)
    return None


async def messages(db: Db, organization: UUID, conversation: UUID, *, until: UUID | None = None) -> list[MessageRow]:
    """The oldest first, without what was replaced; with `until`, only those before it."""
    found = select(AssistantMessage).where(
        col(AssistantMessage.organization_id) == organization,
        col(AssistantMessage.conversation_id) == conversation,
        col(AssistantMessage.replaced_at).is_(None),
    )
    if until:
        found = found.where(col(AssistantMessage.created_at) < _moment_of(until))
    return [_message(row) for row in (await db.exec(found.order_by(col(AssistantMessage.created_at)))).all()]


async def message(db: Db, organization: UUID, conversation: UUID, wanted: UUID) -> MessageRow | None:
    found = select(AssistantMessage).where(
        col(AssistantMessage.organization_id) == organization,
        col(AssistantMessage.conversation_id) == conversation,
        col(AssistantMessage.id) == wanted,
    )
    row = (await db.exec(found)).first()
    return _message(row) if row else None


async def replace_from(db: Db, organization: UUID, conversation: UUID, first: UUID) -> None:
    """Take a message, and all that came after it, out of the conversation."""
    await db.exec(
        sa.update(AssistantMessage)
        .where(
            col(AssistantMessage.organization_id) == organization,
            col(AssistantMessage.conversation_id) == conversation,
            col(AssistantMessage.created_at) >= _moment_of(first),
            col(AssistantMessage.replaced_at).is_(None),
        )
        .values(replaced_at=now())
    )  # pyright: ignore[reportCallIssue]


def _moment_of(message: UUID) -> Any:
    return select(AssistantMessage.created_at).where(col(AssistantMessage.id) == message).scalar_subquery()


def _select() -> Any:
    member = sa.table("users", sa.column("id"), sa.column("name"))
    return sa.select(
        col(Conversation.id), col(Conversation.title), col(Conversation.shared), col(Conversation.member_id),
        col(Conversation.model_class), col(Conversation.last_at), member.c.name.label("member"),
    ).outerjoin_from(Conversation, member, member.c.id == col(Conversation.member_id))  # fmt: skip


def _conversation(row: Any, reader: UUID) -> ConversationRow:
    return ConversationRow(
        id=row.id,
        title=row.title,
        shared=row.shared,
        mine=row.member_id == reader,
        member=row.member or "Somebody who left",
        model_class=ModelClass(row.model_class),
        last_at=row.last_at,
    )


def _message(row: AssistantMessage) -> MessageRow:
    return MessageRow(
        id=row.id,
        author=Author(row.author),
        text=row.text,
        status=MessageStatus(row.status),
        error=row.error,
        sources=tuple(Source(**source) for source in row.sources),
        model=row.model,
        demo=row.demo,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        estimated=row.estimated,
        credits=row.credits,
        cost=f"{row.cost:f}" if row.cost is not None else None,
        at=row.created_at,
    )
