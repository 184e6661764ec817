"""Documents and passages as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hiveforge.features import files
from hiveforge.features.documents import rules
from hiveforge.features.documents.schemas import DocumentRow, FoundPassage, PassageRow, Piece


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """`facts` says size and pages in words."""

    id: str = ""
    title: str = ""
    href: str = ""
    kind: str = ""
    status: str = ""
    failure: str = ""
    tags: list[str] = field(default_factory=list)
    facts: str = ""
    added: str = ""
    file: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class FoundLine:
    """`place` are headings and page in words."""

    id: str
    href: str
    title: str
    place: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class PassageLine:
    """`headings` are those that begin here; `page` is empty where the one before is on the same page."""

    id: str
    headings: list[str]
    page: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


def document_line(row: DocumentRow, slug: str) -> DocumentLine:
    return DocumentLine(
        id=str(row.id),
        title=row.title,
        href=f"/o/{slug}/documents/{row.id}",
        kind=row.kind,
        status=row.status,
        failure=row.failure,
        tags=list(row.tags),
        facts=_facts(row),
        added=row.created_at.isoformat(),
        file=f"/api/v1/organizations/{slug}/files/{row.file_id}",
        revision=row.revision,
    )


def found_line(found: FoundPassage, slug: str, asked: str) -> FoundLine:
    query = urlencode({"passage": found.number, "q": asked})
    page = f"page {found.page}" if found.page else ""
    return FoundLine(
        id=f"{found.document_id}-{found.number}",
        href=f"/o/{slug}/documents/{found.document_id}?{query}",
        title=found.title,
        place=" · ".join(part for part in (rules.place_in(found.title, found.headings), page) if part),
        pieces=list(rules.snippet(found.text, found.marks)),
    )


def passage_lines(rows: Sequence[PassageRow]) -> list[PassageLine]:
    """Each heading stands once, where it begins."""
    lines: list[PassageLine] = []
    above: tuple[str, ...] = ()
    page: int | None = None
    for row in rows:
        shared = next((n for n, (a, b) in enumerate(zip(above, row.headings, strict=False)) if a != b), len(above))
        begins = row.headings[min(shared, len(row.headings)) :]
        shown = f"Page {row.page}" if row.page and row.page != page else ""
        lines.append(PassageLine(passage_id(row.number), list(begins), shown, list(row.pieces)))
        above, page = row.headings, row.page
    return lines


def passage_id(number: int) -> str:
    """The id of a passage's element."""
    return f"passage-{number}"


def _facts(row: DocumentRow) -> str:
    size = files.in_words(row.size)
    if not row.pages:
        return size
    return f"{row.pages:,} {'page' if row.pages == 1 else 'pages'}, {size}"
