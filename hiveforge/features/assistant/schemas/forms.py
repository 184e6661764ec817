"""What members ask for. Every complaint is a sentence for the person who typed."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hiveforge.core.text import search_text
from hiveforge.gateways.llm import ModelClass

LONGEST_QUESTION, LONGEST_TITLE = 8_000, 120


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AskForm(_Form):
    """`conversation` is None for a new one. `replaces` is an own question that is asked in other words: it and all that

    came after it leave the conversation.
    """

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]
    conversation: UUID | None = None
    replaces: UUID | None = None
    model_class: ModelClass | None = None


class RenameForm(_Form):
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]


class ShareForm(_Form):
    """`shared`: everybody in the organization may read it; they cannot write in it."""

    shared: bool = Field(description="Whether everybody in the organization may read the conversation.")


class SearchForm(_Form):
    """Words that stand together in one message or in a title. The last may be the beginning of one."""

    text: Annotated[str, AfterValidator(search_text)]
    limit: Annotated[int, Field(ge=1, le=50)] = 10
