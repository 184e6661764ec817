"""The page of one document: what it says, with the passage that the address names."""

from typing import Any
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.core.text import search_text
from hiveforge.features.documents import service
from hiveforge.features.documents.schemas import LONGEST_QUESTION, ChangeForm
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify

from .lines import DocumentLine, PassageLine, document_line, passage_id, passage_lines


class DocumentState(FormState, rx.State):
    """`cited` is the element id of the passage that the address names. `saved` counts what was saved."""

    document: DocumentLine = DocumentLine()
    tags: str = ""
    passages: list[PassageLine] = []
    total: int = 0
    page: int = 1
    cited: str = ""
    loading: bool = True
    saved: int = 0

    @load(service.view)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        passage = _number(asked.get("passage", ""))
        page = _number(asked.get("page", "")) or (max(passage, 1) - 1) // service.PASSAGES_SHOWN + 1
        seen = await service.view(
            actor,
            self._named(),
            first=(page - 1) * service.PASSAGES_SHOWN + 1,
            asked=search_text(asked.get("q", ""), longest=LONGEST_QUESTION),
        )
        self.document = document_line(seen.document, actor.slug)
        self.tags = ", ".join(seen.document.tags)
        self.passages = passage_lines(seen.passages)
        self.total, self.page = seen.document.passages, page
        self.cited = passage_id(passage) if passage else ""
        self.loading = False

    @form(service.change)
    async def change(self, actor: Actor, form: ChangeForm) -> None:
        await service.change(actor, self._named(), form)
        self.saved += 1

    @event(service.retry)
    async def retry(self, actor: Actor) -> None:
        await service.retry(actor, self._named())
        await notify(self, "The document will be read again.")

    @event(service.delete)
    async def delete(self, actor: Actor, document: UUID) -> Any:
        await service.delete(actor, document)
        return rx.redirect(f"/o/{actor.slug}/documents")

    def _named(self) -> UUID:
        """The document that the address names. Raises NotFound for what is no id."""
        try:
            return UUID(self.router.url.path.rstrip("/").rpartition("/")[2])
        except ValueError:
            raise NotFound from None


def _number(text: str) -> int:
    """A number from 1 on that somebody may have typed; 0 for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
