"""What of the organization's documents may answer a question, as its asker may read them."""

from collections.abc import Sequence

from hiveforge.core.actor import Actor
from hiveforge.features import documents
from hiveforge.features.assistant.schemas import Author, MessageRow, Source

PASSAGES = 5
_LONGEST_SEARCH = 500


async def passages(actor: Actor, question: str, before: Sequence[MessageRow]) -> list[Source]:
    """The best passages, numbered from 1; none when nothing fits.

    A question like "And for parents?" finds little by itself: then it is looked for together with the one before it.
    """
    found = await _search(actor, question)
    asked = [message.text for message in before if message.author is Author.MEMBER]
    if not found and asked:
        found = await _search(actor, f"{asked[-1]} {question}")
    return [
        Source(
            number=number,
            document=str(passage.document_id),
            title=passage.title,
            heading=documents.place_in(passage.title, passage.headings),
            chunk=passage.number,
            text=passage.text,
        )
        for number, passage in enumerate(found, 1)
    ]


async def _search(actor: Actor, text: str) -> list[documents.FoundPassage]:
    words = text.replace("\x00", "")[:_LONGEST_SEARCH]
    return await documents.search(actor, documents.SearchForm(text=words, limit=PASSAGES))
