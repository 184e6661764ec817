"""What people and programs may send."""

from functools import partial
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from hiveforge.core.text import one_line, search_text
from hiveforge.features import files

from .rows import DocumentStatus

LONGEST_TITLE = 200
LONGEST_TAG = 40
MOST_TAGS = 10
LONGEST_QUESTION = 1000


def _tags(given: object) -> object:
    """What people type: tags between commas, some of them twice."""
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, list | tuple):
        return given
    return tuple(part for part in parts if not isinstance(part, str) or part.strip())


def _different(tags: tuple[str, ...]) -> tuple[str, ...]:
    found = {tag.casefold(): tag for tag in reversed(tags)}
    if len(found) > MOST_TAGS:
        raise ValueError(f"Use at most {MOST_TAGS} tags.")
    return tuple(sorted(found.values(), key=str.casefold))


def _tag(text: str) -> str:
    return one_line(text.replace(",", " "), longest=LONGEST_TAG, missing="Type a tag.")


Title = Annotated[str, AfterValidator(partial(one_line, longest=LONGEST_TITLE, missing="Give the document a title."))]
Tag = Annotated[str, AfterValidator(_tag)]
Tags = Annotated[tuple[Tag, ...], BeforeValidator(_tags), AfterValidator(_different)]
DocumentSort = Literal["title", "-title", "added", "-added", "size", "-size"]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentForm(_Form):
    """A file that comes. `name` is the file's; the title is made from it. `size` is in bytes."""

    name: Annotated[str, AfterValidator(files.file_name)]
    size: Annotated[int, Field(ge=0)]
    tags: Tags = ()


class ChangeForm(_Form):
    """What stays is left out."""

    title: Title | None = None
    tags: Tags | None = None


class SearchForm(_Form):
    """`text` may be a few words or a question; words in quotes stand together, a word after a minus must not be there.

    With `by_meaning` passages are found too that say it in other words, where an embedding model is set up.
    """

    text: Annotated[str, AfterValidator(partial(search_text, longest=LONGEST_QUESTION))]
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    by_meaning: bool = True


class DocumentsQuery(_Form):
    """Which documents, in which order."""

    title: Annotated[str, AfterValidator(search_text)] = ""
    tag: Annotated[str, AfterValidator(search_text)] = ""
    status: DocumentStatus | None = None
    sort: DocumentSort = "-added"

    @classmethod
    def lenient(cls, *, tag: str, status: str, sort: str) -> Self:
        """From a page's address, which people edit: what means nothing counts as not said."""
        statuses, sorts = {s.value for s in DocumentStatus}, set(get_args(DocumentSort))
        known = {"status": status if status in statuses else None, "sort": sort if sort in sorts else "-added"}
        return cls.model_validate({"tag": tag, **known})
