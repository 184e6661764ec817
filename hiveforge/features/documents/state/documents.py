"""The documents page: its list and its search live in the query string, its acts are one service call each."""

from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features.documents import service
from hiveforge.features.documents.schemas import DocumentsQuery, DocumentStatus, SearchForm
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .lines import Choice, DocumentLine, FoundLine, document_line, found_line

_SORTS = ("-added", "title", "size")
_FOUND = 20


class DocumentsState(rx.State):
    """With something to search for, `found` are passages; else `documents` are the documents of one page of the list."""

    documents: list[DocumentLine] = []
    found: list[FoundLine] = []
    asked: str = ""
    tags: list[Choice] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    loading: bool = True

    @load(service.list_documents)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        table = TableQuery.parse(asked, sorts=_SORTS)
        self.asked = table.search
        if table.search:
            passages = await service.search(actor, SearchForm(text=table.search, limit=_FOUND))
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
        self.loading = False

    @event(service.retry)
    async def retry(self, actor: Actor, document: UUID) -> None:
        row = await service.retry(actor, document)
        if row.status is DocumentStatus.QUEUED:
            await notify(self, f"“{row.title}” will be read again.")

    @event(service.delete)
    async def delete(self, actor: Actor, document: UUID) -> None:
        await service.delete(actor, document)
