"""A question: passages are found and credits reserved first, then everything is written at once and a worker answers."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import col, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features import usage
from hiveforge.features.assistant import queries, rules
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import (
    Asked,
    AskForm,
    Author,
    ConversationRow,
    MessageRow,
    MessageStatus,
    Source,
)
from hiveforge.gateways.llm import ModelClass

from . import conversations
from .retrieving import passages
from .writing import write_answer

_WRITES = "nobody but this slice writes messages, as the system; they are put into the actor's own conversation"


@converses(Permission.ASSISTANT_USE)
async def ask(actor: Actor, form: AskForm) -> Asked:
    """Ask in one's own conversation, or begin a new one; the answer is written by a worker, for all tabs to see.

    A question that replaces one takes what came after it out of the conversation. Asked twice at once, the second is
    refused. Raises OutOfCredits, MemberBudgetReached, StillAnswering, NotFound.
    """
    conversation, before = None, []
    if form.conversation:
        conversation, before = await _history(actor, form.conversation, until=form.replaces)
    return await _put(actor, form.text, conversation, before, form.model_class, replaces=form.replaces)


@converses(Permission.ASSISTANT_USE)
async def regenerate(actor: Actor, conversation: UUID) -> Asked:
    """Ask the last question of one's own conversation again; its answer leaves the conversation. Raises as `ask`."""
    found, before = await _history(actor, conversation, until=None)
    question = next((message for message in reversed(before) if message.author is Author.MEMBER), None)
    if question is None:
        raise NotFound
    earlier = before[: before.index(question)]
    return await _put(actor, question.text, found, earlier, None, replaces=question.id)


async def _history(actor: Actor, conversation: UUID, *, until: UUID | None) -> tuple[ConversationRow, list[MessageRow]]:
    """One's own conversation and what stays of it before the question `until`."""
    found = await conversations.get(actor, conversation)
    if not found.mine:
        raise NotFound
    messages = await conversations.list_messages(actor, conversation)
    if until is None:
        return found, messages
    asked = next((m for m in messages if m.id == until and m.author is Author.MEMBER), None)
    if asked is None:
        raise NotFound
    return found, messages[: messages.index(asked)]


async def _put(
    actor: Actor,
    text: str,
    conversation: ConversationRow | None,
    before: list[MessageRow],
    model_class: ModelClass | None,
    *,
    replaces: UUID | None,
) -> Asked:
    chosen = model_class or (conversation.model_class if conversation else ModelClass.STANDARD)
    sources = await passages(actor, text, before)
    asked = Asked(conversation.id if conversation else new_id(), new_id(), new_id())
    request = rules.request(before, text, sources, chosen)
    held = await usage.reserve(
        actor,
        usage.ReserveForm(amount=rules.most_credits(request), key=f"assistant/{asked.answer}", purpose="assistant"),
    )
    try:
        if conversation is None:
            async with unit_of_work(actor) as db:
                await _begin(db, actor, asked.conversation, rules.title_of(text), chosen)
        async with unit_of_work(actor, reason=_WRITES) as db:
            await _write(db, actor, asked, text, sources, held.id, chosen, replaces)
    except BaseException:
        await usage.release(actor, held.id)
        raise
    return asked


async def _begin(db: Db, actor: Actor, conversation: UUID, title: str, model_class: ModelClass) -> None:
    """A new conversation, by its member's own right."""
    db.add(
        Conversation(
            id=conversation,
            organization_id=actor.organization_id,
            member_id=actor.user_id,
            title=title,
            model_class=model_class,
        )
    )
    await db.flush()


async def _write(
    db: Db,
    actor: Actor,
    asked: Asked,
    text: str,
    sources: list[Source],
    reservation: UUID,
    model_class: ModelClass,
    replaces: UUID | None,
) -> None:
    """Question, empty answer and the job that fills it, if the conversation is the actor's and nothing else is asked."""
    own = (col(Conversation.id) == asked.conversation, col(Conversation.member_id) == actor.user_id)
    moved = await db.exec(update(Conversation).where(*own).values(last_at=now(), model_class=model_class))
    if not moved.rowcount:
        raise NotFound
    if replaces:
        await queries.replace_from(db, actor.organization_id, asked.conversation, replaces)
    organization = actor.organization_id
    db.add(
        AssistantMessage(
            id=asked.question,
            organization_id=organization,
            conversation_id=asked.conversation,
            author=Author.MEMBER,
            text=text,
        )
    )
    await db.flush()  # so that the answer comes after it
    db.add(
        AssistantMessage(
            id=asked.answer,
            organization_id=organization,
            conversation_id=asked.conversation,
            author=Author.ASSISTANT,
            status=MessageStatus.WAITING,
            sources=[asdict(source) for source in sources],
            reservation_id=reservation,
        )
    )
    await db.flush()
    await write_answer.later(db, message=str(asked.answer))
    await announce(db, conversations.TOPIC, user=actor.user_id)
