"""What is shown of conversations."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hiveforge.gateways.llm import ModelClass


class Author(StrEnum):
    MEMBER = "member"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    """WAITING: no word yet. STOPPED: somebody did not want the rest. FAILED: `error` says why."""

    WAITING = "waiting"
    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def finished(self) -> bool:
        return self not in {MessageStatus.WAITING, MessageStatus.STREAMING}


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that an answer was given with; `[number]` in the answer refers to it. `document` may be gone since."""

    number: int
    document: str
    title: str
    heading: str
    chunk: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """`mine` is False for somebody else's that is shared."""

    id: UUID
    title: str
    shared: bool
    mine: bool
    member: str
    model_class: ModelClass
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FoundConversation:
    """`text` is the part of a message that was found, empty where the title was; `marks` are the places in it that match,

    as (from, up to and without).
    """

    conversation: ConversationRow
    text: str = field(repr=False)
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """`credits` is what the answer cost; `cost` is the provider's price in US dollars, None where it is unknown."""

    id: UUID
    author: Author
    text: str = field(repr=False)
    status: MessageStatus
    error: str
    sources: tuple[Source, ...]
    model: str
    demo: bool
    input_tokens: int
    output_tokens: int
    estimated: bool
    credits: int
    cost: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the answer will appear."""

    conversation: UUID
    question: UUID
    answer: UUID
