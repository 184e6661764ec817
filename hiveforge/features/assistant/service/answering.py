"""An answer: written by a worker while it streams, stopped from any tab, ended by a sweep when its worker is gone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound, Unavailable
from hiveforge.core.outages import DATABASE_OUTAGES
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.assistant import queries
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import MessageRow, MessageStatus
from hiveforge.gateways.llm import Llm

from . import conversations, ending
from .draft import Draft
from .streaming import UNFINISHED, stream

log = structlog.get_logger(__name__)
LOST_AFTER = timedelta(seconds=30)
_PAUSES_TO_FINISH = (1, 2, 4, *[5] * 10)
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
        await stream(acting, claimed, draft, llm)
    except BaseException:
        await _finish(acting, claimed, draft.broken_off())
        raise
    await _finish(acting, claimed, draft)


async def _finish(actor: Actor, claimed: ending.Claimed, draft: Draft) -> None:
    """The end of it, for which it waits while the database is away: else all that the vendor said would be lost."""
    for pause in _PAUSES_TO_FINISH:
        try:
            return await ending.finish(actor, claimed, draft)
        except (Unavailable, *DATABASE_OUTAGES) as error:
            log.warning("the end of an answer waits for the database", reason=str(error))
            await asyncio.sleep(pause)
    return await ending.finish(actor, claimed, draft)


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
    asked = update(AssistantMessage).where(col(AssistantMessage.conversation_id) == conversation, UNFINISHED)
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
