"""Conversations as they are listed and found: by their titles, and by what was said in them."""

from hiveforge.core.actor import Actor
from hiveforge.core.db import unit_of_work
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.core.text import search_text
from hiveforge.features import documents
from hiveforge.features.assistant import queries
from hiveforge.features.assistant.schemas import ConversationRow, FoundConversation, SearchForm

from .conversations import READS

_MOST_FOUND = 500


@converses(Permission.ASSISTANT_READ)
async def list_conversations(
    actor: Actor, search: str = "", *, cursor: str = "", limit: int = 25
) -> CursorPage[ConversationRow]:
    """One's own and those shared in the organization, the latest first. With `search`, those that have these words in

    their title or in one message, at most the latest 500. Raises BadCursor.
    """
    asked = search_text(search)
    among = {one.conversation for one in (await _saying(actor, asked, _MOST_FOUND))[1]} if asked else None
    async with unit_of_work(actor) as db:
        rows, following = await queries.conversations(
            db, actor.organization_id, actor.user_id, among=among, cursor=cursor, limit=limit
        )
    return CursorPage(items=rows, next_cursor=following)


@converses(Permission.ASSISTANT_READ)
async def search(actor: Actor, form: SearchForm) -> list[FoundConversation]:
    """The same by words alone, the latest first, with what was said. Nothing is found for a text without words."""
    terms, said = await _saying(actor, form.text, form.limit)
    if not said:
        return []
    async with unit_of_work(actor) as db:
        rows, _ = await queries.conversations(
            db,
            actor.organization_id,
            actor.user_id,
            among={one.conversation for one in said},
            cursor="",
            limit=form.limit,
        )
    in_messages = {one.conversation: one.message for one in said if one.message}
    shown = [in_messages[row.id] for row in rows if row.id in in_messages]
    async with unit_of_work(actor, reason=READS) as above:
        texts = await queries.excerpts(above, actor.organization_id, shown, terms)
    return [_found(row, texts.get(in_messages[row.id], "") if row.id in in_messages else "") for row in rows]


async def _saying(actor: Actor, asked: str, most: int) -> tuple[str, list[queries.Said]]:
    """What is looked for, and where it was said as far as the actor may read it: others' are left out here already."""
    async with unit_of_work(actor, reason=READS) as above:
        terms = await queries.terms(above, asked)
        if not terms:
            return "", []
        return terms, await queries.saying(above, actor.organization_id, actor.user_id, terms, most)


def _found(row: ConversationRow, marked: str) -> FoundConversation:
    text, marks = documents.marks(marked)
    return FoundConversation(row, text, marks)
