"""How an answer begins and ends in the database: claimed once, finished once, and paid for what was used."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.live import announce
from hiveforge.features import usage
from hiveforge.features.assistant import queries, rules
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import Author, MessageStatus, Source
from hiveforge.gateways.llm import LlmRequest

from .draft import Draft

TOPICS = ("answer", "conversations")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An answer that this worker writes, and nobody else."""

    organization: UUID
    conversation: UUID
    member: UUID
    message: UUID
    reservation: UUID
    request: LlmRequest


async def claim(actor: Actor, message: UUID) -> Claimed | None:
    """Take on a waiting answer; None when it is written already, or when its writer was killed, which ends it."""
    async with unit_of_work(actor) as db:
        begun = await db.exec(
            update(AssistantMessage)
            .where(col(AssistantMessage.id) == message, col(AssistantMessage.status) == MessageStatus.WAITING)
            .values(status=MessageStatus.STREAMING, beat_at=now())
            .returning(col(AssistantMessage.id))
        )
        if begun.scalar_one_or_none() is not None:
            return await _claimed(db, message)
    await give_up(actor, message)
    return None


async def give_up(actor: Actor, message: UUID) -> None:
    """End an answer that its writer has left: what was written is kept and paid. Harmless where it has ended."""
    async with unit_of_work(actor) as db:
        claimed, written = await _claimed(db, message), await _written(db, message)
    if claimed is None or written is None or written.status != MessageStatus.STREAMING:
        return
    draft = Draft(claimed.request)
    draft.resume(written.text, written.model, demo=written.demo)
    await finish(replace(actor, organization=claimed.organization), claimed, draft.broken_off())


async def finish(actor: Actor, claimed: Claimed, draft: Draft) -> None:
    """Write the end of it and settle, in one transaction: a message that shows its credits has paid them."""
    used = draft.usage
    cost = rules.credits_for(claimed.request.model_class, used) if used else 0
    async with unit_of_work(actor) as db:
        taken = 0
        if cost:
            taken = (await usage.settle(actor, claimed.reservation, cost, model=draft.model)).taken
        else:
            await usage.release(actor, claimed.reservation)
        values: dict[str, Any] = {
            "text": draft.text, "status": draft.status, "error": draft.error, "model": draft.model, "demo": draft.demo,
            "credits": taken, "cost": draft.cost, "beat_at": now(),
        }  # fmt: skip
        if used:
            values |= {
                "input_tokens": used.input_tokens, "output_tokens": used.output_tokens, "estimated": used.estimated,
            }  # fmt: skip
        await db.exec(
            update(AssistantMessage)
            .where(
                col(AssistantMessage.id) == claimed.message,
                col(AssistantMessage.status) == MessageStatus.STREAMING,
            )
            .values(**values)
        )
        for topic in TOPICS:
            await announce(db, topic, user=claimed.member)


async def _claimed(db: Db, message: UUID) -> Claimed | None:
    """Everything the model is to be told, read once."""
    found = (
        await db.exec(
            select(AssistantMessage, Conversation)
            .join(Conversation, col(Conversation.id) == col(AssistantMessage.conversation_id))
            .where(col(AssistantMessage.id) == message)
        )
    ).first()
    if found is None:
        return None
    answer, conversation = found
    reservation = answer.reservation_id
    if reservation is None:  # a question
        return None
    before = await queries.messages(db, answer.organization_id, answer.conversation_id, until=message)
    question = next(m for m in reversed(before) if m.author is Author.MEMBER)
    sources = [Source(**source) for source in answer.sources]
    request = rules.request(before[: before.index(question)], question.text, sources, conversation.model_class)
    return Claimed(
        answer.organization_id, answer.conversation_id, conversation.member_id, message, reservation, request
    )


async def _written(db: Db, message: UUID) -> AssistantMessage | None:
    return await db.get(AssistantMessage, message)
