"""Conversations: read, named, shared, exported, deleted."""

from uuid import UUID

from sqlmodel import col, update
from sqlmodel import delete as delete_from

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features.assistant import queries, rules
from hiveforge.features.assistant.models import Conversation
from hiveforge.features.assistant.schemas import ConversationRow, MessageRow, RenameForm, ShareForm

TOPIC = "conversations"
READS = "messages are read by this slice alone, as the system, after their conversation was found as the actor"


@requires(Permission.ASSISTANT_READ)
async def get(actor: Actor, db: Db, conversation: UUID) -> ConversationRow:
    """One that is one's own, or shared. Raises NotFound."""
    found = await queries.conversation(db, actor.organization_id, actor.user_id, conversation)
    if found is None:
        raise NotFound
    return found


@converses(Permission.ASSISTANT_READ)
async def list_messages(actor: Actor, conversation: UUID) -> list[MessageRow]:
    """What was said in it, the oldest first, without what was replaced. Raises NotFound."""
    await get(actor, conversation)
    async with unit_of_work(actor, reason=READS) as db:
        return await queries.messages(db, actor.organization_id, conversation)


@requires(Permission.ASSISTANT_USE)
async def rename(actor: Actor, db: Db, conversation: UUID, form: RenameForm) -> None:
    """Call one's own conversation something else. Raises NotFound."""
    await _change(db, actor, conversation, title=form.title)


@requires(Permission.ASSISTANT_USE)
async def share(actor: Actor, db: Db, conversation: UUID, form: ShareForm) -> None:
    """Let everybody in the organization read one's own conversation, or nobody any more. Raises NotFound."""
    found = await _change(db, actor, conversation, shared=form.shared)
    describe(
        db,
        target_type="conversation",
        target_id=conversation,
        before={"shared": found.shared},
        after={"shared": form.shared},
    )


@requires(Permission.ASSISTANT_USE)
async def delete(actor: Actor, db: Db, conversation: UUID) -> None:
    """Delete one's own conversation with all messages, for good. Raises NotFound."""
    found = await _own(db, actor, conversation)
    describe(db, target_type="conversation", target_id=conversation)
    await db.exec(delete_from(Conversation).where(col(Conversation.id) == conversation))
    await _tell(db, actor, shared=found.shared)


@converses(Permission.ASSISTANT_READ)
async def export(actor: Actor, conversation: UUID) -> str:
    """The conversation as Markdown, with the sources of each answer. Raises NotFound."""
    return rules.as_markdown(await get(actor, conversation), await list_messages(actor, conversation))


async def _change(db: Db, actor: Actor, conversation: UUID, **changes: object) -> ConversationRow:
    found = await _own(db, actor, conversation)
    await db.exec(update(Conversation).where(col(Conversation.id) == conversation).values(**changes))
    await _tell(db, actor, shared=found.shared or bool(changes.get("shared")))
    return found


async def _own(db: Db, actor: Actor, conversation: UUID) -> ConversationRow:
    """Somebody else's is not found, shared or not: reading is all that sharing gives."""
    found = await queries.conversation(db, actor.organization_id, actor.user_id, conversation)
    if found is None or not found.mine:
        raise NotFound
    return found


async def _tell(db: Db, actor: Actor, *, shared: bool) -> None:
    if shared:
        await announce(db, TOPIC)
    else:
        await announce(db, TOPIC, user=actor.user_id)
