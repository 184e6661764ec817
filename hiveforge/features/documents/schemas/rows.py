"""What they get back. All of it frozen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class DocumentStatus(StrEnum):
    """Found and cited is only what is ready."""

    QUEUED = "queued"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: the headings above it, from the outermost, its text, and the page it begins on."""

    headings: tuple[str, ...]
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """`failure` says why a document could not be read, and what to do. `pages` is None where a format has none."""

    id: UUID
    title: str
    kind: str
    status: DocumentStatus
    failure: str
    tags: tuple[str, ...]
    file_id: UUID
    file_name: str
    size: int
    passages: int
    pages: int | None
    revision: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Rows of one page, and how many there are on all pages."""

    rows: list[DocumentRow]
    total: int


@dataclass(frozen=True, slots=True)
class TagCount:
    tag: str
    documents: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that matches what was searched for, or does not."""

    text: str
    matches: bool = False


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as it is shown. `number` counts from 1 within the document; the pieces together are the text."""

    number: int
    headings: tuple[str, ...]
    page: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """A document with some of its passages, from the one numbered `first`."""

    document: DocumentRow
    passages: list[PassageRow]
    first: int


@dataclass(frozen=True, slots=True)
class EmbeddingProgress:
    """How many documents can be found by meaning. `model` is empty where none is set up."""

    model: str
    embedded: int
    total: int


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """What a search finds, the best first. `marks` are the places in `text` that match, as (from, up to and without)."""

    document_id: UUID
    title: str
    headings: tuple[str, ...]
    number: int
    text: str
    page: int | None
    score: float
    marks: tuple[tuple[int, int], ...]
