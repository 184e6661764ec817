"""The documents page: its list and its search live in the query string, its acts are one service call each."""

from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features.documents import service
from hiveforge.features.documents.schemas import DocumentsQuery, DocumentStatus, EmbeddingProgress, SearchForm
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .lines import Choice, DocumentLine, FoundLine, document_line, found_line

_SORTS = ("-added", "title", "size")
_FOUND = 20


class DocumentsState(rx.State):
    """With something to search for, `found` are passages; else `documents` are the documents of one page of the list.

    `preparing` says how far documents can be found by meaning; empty when all can, or no model is set up.
    """

    documents: list[DocumentLine] = []
    found: list[FoundLine] = []
    asked: str = ""
    tags: list[Choice] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    loading: bool = True
    preparing: str = ""

    @load(service.list_documents)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        table = TableQuery.parse(asked, sorts=_SORTS)
        self.asked = table.search
        if table.search:
            # At every pause in typing: nothing that a vendor is asked and paid for.
            form = SearchForm(text=table.search, limit=_FOUND, by_meaning=False)
            passages = await service.search(actor, form)
            self.found = [found_line(passage, actor.slug, table.search) for passage in passages]
        query = DocumentsQuery.lenient(
            tag=asked.get("tag", ""),
            status=asked.get("status", ""),
            sort=f"-{table.sort}" if table.descending else table.sort,
        )
        page = await service.list_documents(actor, query, offset=table.offset, limit=table.page_size)
        self.documents = [document_line(row, actor.slug) for row in page.rows]
        self.total, self.page, self.narrowed = page.total, table.page, bool(query.tag or query.status)
        self.tags = [Choice(tag.tag, f"{tag.tag} ({tag.documents})") for tag in await service.list_tags(actor)]
        self.preparing = _in_words(await service.embedding_progress(actor))
        self.loading = False

    @event(service.retry)
    async def retry(self, actor: Actor, document: UUID) -> None:
        row = await service.retry(actor, document)
        if row.status is DocumentStatus.QUEUED:
            await notify(self, f"“{row.title}” will be read again.")

    @event(service.delete)
    async def delete(self, actor: Actor, document: UUID) -> None:
        await service.delete(actor, document)


def _in_words(progress: EmbeddingProgress) -> str:
    if not progress.model or progress.embedded == progress.total:
        return ""
    return (
        f"{progress.embedded:,} of {progress.total:,} can be found by meaning already; the others follow by themselves."
    )
