"""What a model says, shown while it comes: a few times a second into the message, which tells all tabs."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from sqlmodel import col, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.live import announce
from hiveforge.core.outages import DATABASE_OUTAGES
from hiveforge.features.assistant.models import AssistantMessage
from hiveforge.features.assistant.schemas import MessageStatus
from hiveforge.gateways.llm import Llm, LlmEvent, LlmRequest

from .draft import Draft
from .ending import Claimed

log = structlog.get_logger(__name__)
TOPIC = "answer"
SECONDS_BETWEEN_UPDATES = 0.07
UNFINISHED = col(AssistantMessage.status).in_([MessageStatus.WAITING, MessageStatus.STREAMING])
_SECONDS_OF_SILENCE = 1.0
# Where many answers are written at once, updates take longer and come less often, instead of waiting for each other.
_REST = 5


async def stream(actor: Actor, claimed: Claimed, draft: Draft, llm: Llm) -> None:
    """Fill the draft, until it has ended or somebody asks to stop, which ends the vendor's work at once.

    No transaction is open between two updates. Where no word comes for long, they say that the writer lives, and see
    whether it is to stop. An update that the database does not take is left out: the next one has all of the text.
    """
    due = 0.0
    async with aclosing(_heard(llm, claimed.request)) as events:
        async for event in events:
            if event:
                draft.take(event)
            if draft.ended or time.monotonic() < due:
                continue
            began = time.monotonic()
            if await _update(actor, claimed, draft):
                draft.stop()
                return
            took = time.monotonic() - began
            due = began + took + max(SECONDS_BETWEEN_UPDATES - took, took * _REST)


async def _update(actor: Actor, claimed: Claimed, draft: Draft) -> bool:
    """Show what is there so far. Returns whether somebody asked to stop, or deleted the conversation."""
    mine = col(AssistantMessage.id) == claimed.message
    shown = {"text": draft.text, "model": draft.model, "demo": draft.demo, "beat_at": now()}
    try:
        async with unit_of_work(actor) as db:
            written = await db.exec(
                update(AssistantMessage)
                .where(mine, UNFINISHED)
                .values(status=MessageStatus.STREAMING, **shown)
                .returning(col(AssistantMessage.stop_asked))
            )
            await announce(db, TOPIC, user=claimed.member)
            return written.scalar_one_or_none() is not False
    except DATABASE_OUTAGES as error:
        log.warning("an update of an answer is left out", reason=str(error))
        return False


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
