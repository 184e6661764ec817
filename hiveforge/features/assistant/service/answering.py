"""An answer: written by a worker while it streams, stopped from any tab, ended by a sweep when its worker is gone."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.assistant import queries
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import MessageRow, MessageStatus
from hiveforge.gateways.llm import Llm, LlmEvent, LlmRequest

from . import conversations, ending
from .draft import Draft

TOPIC = "answer"
SECONDS_BETWEEN_UPDATES = 0.07
LOST_AFTER = timedelta(seconds=30)
_SECONDS_OF_SILENCE = 1.0
_UNFINISHED = col(AssistantMessage.status).in_([MessageStatus.WAITING, MessageStatus.STREAMING])
_STOPS = "nobody but this slice writes messages, as the system; the conversation is the actor's own"


async def answer(actor: Actor, message: UUID, llm: Llm) -> None:
    """Write the answer that a question waits for. For the system's actor; twice writes it once.

    A job that a killed worker left behind does not ask again: what had been written is kept and paid, and the message
    says that it broke off. A vendor's failure is written into the message, in words for people.
    """
    claimed = await ending.claim(actor, message)
    if claimed is None:
        return
    draft = Draft(claimed.request)
    acting = replace(actor, organization=claimed.organization)
    try:
        await _stream(acting, claimed, draft, llm)
    except BaseException:
        await ending.finish(acting, claimed, draft.broken_off())
        raise
    await ending.finish(acting, claimed, draft)


async def _stream(actor: Actor, claimed: ending.Claimed, draft: Draft, llm: Llm) -> None:
    """No transaction is open between two updates; the vendor's work ends as soon as somebody asks to stop.

    Where no word comes for long, updates say that the writer lives, and see whether it is to stop.
    """
    written = 0.0
    async with aclosing(_heard(llm, claimed.request)) as events:
        async for event in events:
            if event:
                draft.take(event)
            if draft.ended or time.monotonic() - written < SECONDS_BETWEEN_UPDATES:
                continue
            written = time.monotonic()
            if await _update(actor, claimed, draft):
                draft.stop()
                return


async def _heard(llm: Llm, request: LlmRequest) -> AsyncGenerator[LlmEvent | None, None]:
    """What the model says, and None whenever it has said nothing for a while."""
    said: asyncio.Queue[LlmEvent | None] = asyncio.Queue()
    listening = asyncio.create_task(_listen(llm, request, said))
    try:
        while not listening.done() or not said.empty():
            try:
                event = await asyncio.wait_for(said.get(), _SECONDS_OF_SILENCE)
            except TimeoutError:
                event = None
            yield event
        await listening
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(llm: Llm, request: LlmRequest, said: "asyncio.Queue[LlmEvent | None]") -> None:
    try:
        async with aclosing(llm.stream(request)) as events:
            async for event in events:
                said.put_nowait(event)
    finally:
        said.put_nowait(None)  # so that nobody waits for more


async def _update(actor: Actor, claimed: ending.Claimed, draft: Draft) -> bool:
    """Show what is there so far. Returns whether somebody asked to stop, or deleted the conversation."""
    async with unit_of_work(actor) as db:
        written = await db.exec(
            update(AssistantMessage)
            .where(col(AssistantMessage.id) == claimed.message, _UNFINISHED)
            .values(
                text=draft.text,
                model=draft.model,
                demo=draft.demo,
                status=MessageStatus.STREAMING,
                beat_at=now(),
            )
            .returning(col(AssistantMessage.stop_asked))
        )
        await announce(db, TOPIC, user=claimed.member)
        return written.scalar_one_or_none() is not False


@converses(Permission.ASSISTANT_READ)
async def follow(actor: Actor, conversation: UUID, message: UUID) -> MessageRow:
    """One message as it is now, for those who watch it being written. Raises NotFound."""
    await conversations.get(actor, conversation)
    async with unit_of_work(actor, reason=conversations.READS) as db:
        found = await queries.message(db, actor.organization_id, conversation, message)
    if found is None:
        raise NotFound
    return found


@requires(Permission.ASSISTANT_USE, system=_STOPS)
async def stop(actor: Actor, db: Db, conversation: UUID) -> None:
    """Ask the writer of the running answer to stop: what is there is kept, and paid. Twice, or too late, is harmless.

    Raises NotFound.
    """
    own = await db.exec(
        select(Conversation.id).where(
            col(Conversation.id) == conversation,
            col(Conversation.organization_id) == actor.organization_id,
            col(Conversation.member_id) == actor.user_id,
        )
    )
    if own.first() is None:
        raise NotFound
    asked = update(AssistantMessage).where(col(AssistantMessage.conversation_id) == conversation, _UNFINISHED)
    await db.exec(asked.values(stop_asked=True))


async def sweep(actor: Actor) -> int:
    """End the answers whose writer was killed and whose job is gone. For the system's actor. Returns how many."""
    before = now() - LOST_AFTER
    async with unit_of_work(actor) as db:
        lost = (
            await db.exec(
                select(AssistantMessage.id).where(
                    col(AssistantMessage.status) == MessageStatus.STREAMING, col(AssistantMessage.beat_at) < before
                )
            )
        ).all()
    for message in lost:
        await ending.give_up(actor, message)
    return len(lost)
