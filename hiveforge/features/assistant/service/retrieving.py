"""What of the organization's documents may answer a question, as its asker may read them."""

from collections.abc import Sequence

from hiveforge.core.actor import Actor
from hiveforge.features.assistant.schemas import MessageRow, Source


async def passages(actor: Actor, question: str, before: Sequence[MessageRow]) -> list[Source]:  # noqa: ARG001
    """The best passages, numbered from 1; none when nothing fits."""
    return []
