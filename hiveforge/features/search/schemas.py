"""What is looked for everywhere, and what is found. All of it frozen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from hiveforge.core.text import search_text
from hiveforge.features import assistant, documents, organizations

FEWEST_LETTERS = 2


class Group(StrEnum):
    """What is searched, in the order in which it is shown."""

    DOCUMENTS = "documents"
    CONVERSATIONS = "conversations"
    MEMBERS = "members"


class SearchForm(BaseModel):
    """A few words, of which the last may be the beginning of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, AfterValidator(search_text)]


@dataclass(frozen=True, slots=True)
class Found:
    """The best of each group; nothing of one that the actor may not read. `failed` could not be searched just now.

    `documents` are the best passage of each document.
    """

    documents: list[documents.FoundPassage]
    conversations: list[assistant.FoundConversation]
    members: list[organizations.MemberRow]
    failed: tuple[Group, ...] = ()
