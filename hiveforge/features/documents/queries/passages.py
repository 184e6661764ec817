"""Reads of passages, and the search through the functions that check the organization."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.db import Db
from hiveforge.features.documents import rules
from hiveforge.features.documents.models import DocumentChunk
from hiveforge.features.documents.schemas import FoundPassage, PassageRow

_MARKED = (
    f"ts_headline('private.stems', c.text, {{terms}}, "
    f'\'StartSel="{rules.START_OF_MARK}", StopSel="{rules.END_OF_MARK}", HighlightAll=true\')'
)
# Joined one by one: Postgres takes the function for a thousand rows and would read every passage of the organization.
_SEARCH = sa.text(
    "select c.id, c.document_id, c.title, c.headings, c.number, c.page, s.score,"  # noqa: S608  text of ours
    f" {_MARKED.format(terms='s.terms')} as marked"
    " from private.search_documents(:place, :asked, :most) s cross join lateral"
    " (select * from public.document_chunks p where p.id = s.chunk and p.organization_id = :place offset 0) c"
    " order by s.score desc, c.document_id, c.number"
)
_TERMS = sa.text("select string_agg(t.term::text, ' | ') from private.document_terms(:place, :asked) t")
_MARK = sa.text(
    f"select c.number, {_MARKED.format(terms=':terms')} as marked from public.document_chunks c"  # noqa: S608
    " where c.organization_id = :place and c.document_id = :document and c.number between :first and :last"
)


async def search(db: Db, organization: UUID, asked: str, most: int) -> dict[UUID, FoundPassage]:
    """The passages whose words match best, the best first; none of an organization that the actor may not read."""
    given = {"place": organization, "asked": asked, "most": most}
    rows = (await (await db.connection()).execute(_SEARCH, given)).mappings()
    return {row["id"]: _found(row, row["marked"], row["score"]) for row in rows}


async def with_ids(db: Db, organization: UUID, chunks: Sequence[UUID]) -> dict[UUID, FoundPassage]:
    """These passages, as they are found without any of their words."""
    columns = ("id", "document_id", "title", "headings", "number", "page", "text")
    wanted = sa.select(*(getattr(DocumentChunk, name) for name in columns)).where(
        col(DocumentChunk.organization_id) == organization, col(DocumentChunk.id).in_(chunks)
    )
    rows = (await (await db.connection()).execute(wanted)).mappings()
    return {row["id"]: _found(row, row["text"], 0.0) for row in rows}


async def of_document(
    db: Db, organization: UUID, document: UUID, *, first: int, most: int, asked: str
) -> list[PassageRow]:
    """Passages in reading order from number `first` on, with what matches `asked` marked."""
    last = first + most - 1
    found = (
        select(DocumentChunk)
        .where(
            col(DocumentChunk.organization_id) == organization,
            col(DocumentChunk.document_id) == document,
            col(DocumentChunk.number).between(first, last),
        )
        .order_by(col(DocumentChunk.number))
    )
    marked = await _marked(db, organization, document, first, last, asked) if asked else {}
    return [
        PassageRow(
            number=chunk.number,
            headings=_headings(chunk.headings),
            page=chunk.page,
            pieces=rules.pieces(*rules.marks(marked.get(chunk.number, chunk.text))),
        )
        for chunk in (await db.exec(found)).all()
    ]


async def _marked(db: Db, organization: UUID, document: UUID, first: int, last: int, asked: str) -> dict[int, str]:
    connection = await db.connection()
    terms = (await connection.execute(_TERMS, {"place": organization, "asked": asked})).scalar_one()
    if not terms:
        return {}
    given = {"place": organization, "document": document, "first": first, "last": last, "terms": terms}
    return {row.number: row.marked for row in await connection.execute(_MARK, given)}


def _found(row: sa.RowMapping, marked: str, score: float) -> FoundPassage:
    text, marks = rules.marks(marked)
    return FoundPassage(
        document_id=row["document_id"],
        title=row["title"],
        headings=_headings(row["headings"]),
        number=row["number"],
        text=text,
        page=row["page"],
        score=round(score, 4),
        marks=marks,
    )


def _headings(lines: str) -> tuple[str, ...]:
    return tuple(lines.split("\n")) if lines else ()
