"""`…/documents` over HTTP: upload, list, search, read, change, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.features import files
from hiveforge.web.actor import InOrganization, SignedInActor
from hiveforge.web.uploads import UPLOAD_BODY, Upload, uploads_up_to

from . import service
from .schemas import (
    LONGEST_QUESTION,
    ChangeForm,
    DocumentDetails,
    DocumentForm,
    DocumentRow,
    DocumentSort,
    DocumentsQuery,
    DocumentStatus,
    EmbeddingProgress,
    FoundPassage,
    SearchForm,
    TagCount,
)

_PREFIX = "/api/v1/organizations/{organization}/documents"
api = APIRouter(prefix=_PREFIX, tags=["documents"], dependencies=[InOrganization])
uploads = APIRouter(
    prefix=_PREFIX, tags=["documents"], dependencies=[InOrganization], route_class=uploads_up_to(files.LARGEST_UPLOAD)
)
Name = Annotated[str, Query(min_length=1, max_length=1000, description="What the file is called.")]


@uploads.post("", status_code=201, openapi_extra=dict(UPLOAD_BODY))
async def add_document(
    actor: SignedInActor,
    body: Upload,
    name: Name,
    tags: Annotated[str, Query(max_length=1000, description="Tags, with commas between them.")] = "",
) -> DocumentRow:
    """Add a PDF, Word, Markdown, HTML, CSV or text file: the body is the file itself. For members and above.

    It is `queued`, then `reading`, then `ready` or `failed`; `failure` says why and what to do. What it is, its bytes
    say. It counts towards the documents and the storage of the plan; `402` says how many there are and where to get more.
    """
    return await service.add(actor, DocumentForm(name=name, size=body.size, tags=tags), body.content)  # pyright: ignore[reportArgumentType]  pydantic splits them


@uploads.post("/{document}/file", openapi_extra=dict(UPLOAD_BODY))
async def replace_file(actor: SignedInActor, document: UUID, body: Upload, name: Name) -> DocumentRow:
    """Put another file in the place of a document's, with the same title and tags. For members and above.

    What was in the old file is found no more from then on.
    """
    return await service.replace(actor, document, DocumentForm(name=name, size=body.size), body.content)


@api.get("")
async def list_documents(
    actor: SignedInActor,
    q: Annotated[str, Query(max_length=1000, description="Part of the title.")] = "",
    tag: Annotated[str, Query(max_length=200, description="Only documents with this tag.")] = "",
    status: DocumentStatus | None = None,
    sort: DocumentSort = "-added",
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
    cursor: Annotated[Cursor, Query()] = "",
) -> CursorPage[DocumentRow]:
    """The documents that match. A cursor is good for the order it was made in."""
    query = DocumentsQuery(title=q, tag=tag, status=status, sort=sort)
    return await service.browse(actor, query, cursor=cursor, limit=limit)


@api.get("/search")
async def search_documents(
    actor: SignedInActor,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION, description="Words or a question.")],
    limit: Annotated[int, Query(ge=1, le=50, description="How many passages to return at most.")] = 10,
    by_meaning: Annotated[bool, Query(description="Find what says it in other words, where that is set up.")] = True,
) -> list[FoundPassage]:
    """The passages that answer best, the best first, at most three of each document.

    Words in quotes must stand together, words after a minus must not be there, and misspelled words stand for those
    they are like. `marks` are the places in `text` that match.
    """
    return await service.search(actor, SearchForm(text=q, limit=limit, by_meaning=by_meaning))


@api.get("/tags")
async def list_tags(actor: SignedInActor) -> list[TagCount]:
    """The tags in use, and how many documents have each."""
    return await service.list_tags(actor)


@api.get("/embedding")
async def get_embedding_progress(actor: SignedInActor) -> EmbeddingProgress:
    """How many documents can be found by meaning, and with which model. `model` is empty where none is set up."""
    return await service.embedding_progress(actor)


@api.get("/{document}")
async def get_document(actor: SignedInActor, document: UUID) -> DocumentRow:
    """One document. Its file is at `/files/{file_id}`."""
    return await service.get(actor, document)


@api.get("/{document}/passages")
async def read_passages(
    actor: SignedInActor,
    document: UUID,
    first: Annotated[int, Query(ge=1, le=1_000_000, description="Number of the first passage to return.")] = 1,
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
) -> DocumentDetails:
    """The text of a document, passage by passage, in reading order."""
    return await service.view(actor, document, first=first, most=limit)


@api.patch("/{document}")
async def change_document(actor: SignedInActor, document: UUID, form: ChangeForm) -> DocumentRow:
    """Change title or tags. For members and above."""
    return await service.change(actor, document, form)


@api.post("/{document}/retry")
async def retry_document(actor: SignedInActor, document: UUID) -> DocumentRow:
    """Read a document again that could not be read. For members and above."""
    return await service.retry(actor, document)


@api.delete("/{document}", status_code=204)
async def delete_document(actor: SignedInActor, document: UUID) -> None:
    """Delete a document, its passages and its file for good. For members and above."""
    await service.delete(actor, document)


router = APIRouter()
router.include_router(uploads)
router.include_router(api)
