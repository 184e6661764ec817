"""What visitors asked for. Search, filter and page live in the query string; one request has a page of its own."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.features import contact
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .attention import AttentionState

_EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """`received` and `answered` are ISO times; `answered` is empty while nobody has answered. `answer` is a mailto link."""

    id: str = ""
    name: str = ""
    email: str = ""
    company: str = ""
    seats: str = ""
    message: str = ""
    received: str = ""
    answered: str = ""
    answered_by: str = ""
    answer: str = ""


class RequestsState(rx.State):
    """`requests` fill the list, `shown` the page of one."""

    requests: list[RequestLine] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    loading: bool = True
    shown: RequestLine = RequestLine()

    @load(contact.get_request)
    async def open(self, actor: Actor) -> None:
        """The request at this address."""
        self.shown = RequestLine()
        self.shown = _line(await contact.get_request(actor, _id(self.router.url.path.rstrip("/").rpartition("/")[2])))

    @load(contact.list_requests)
    async def load(self, actor: Actor) -> None:
        await self._list(actor)

    @event(contact.mark_answered)
    async def mark_answered(self, actor: Actor, request: UUID) -> None:
        await contact.mark_answered(actor, request)
        await self._follow(actor, request)
        await notify(self, "Marked as answered.", undo=str(request))

    @event(contact.reopen)
    async def reopen(self, actor: Actor, request: UUID) -> None:
        await contact.reopen(actor, request)
        await self._follow(actor, request)
        await notify(self, "The request is open again.")

    async def _follow(self, actor: Actor, request: UUID) -> None:
        """Show what has changed, on whichever of the pages this tab is."""
        if self.shown.id == str(request):
            self.shown = _line(await contact.get_request(actor, request))
        await self._list(actor)

    async def _list(self, actor: Actor) -> None:
        statuses = [contact.RequestStatus.ANSWERED.value, _EVERYTHING]
        table = TableQuery.parse(self.router.url.query_parameters, sorts=["-received"], filters={"show": statuses})
        chosen = table.filters.get("show", contact.RequestStatus.OPEN.value)
        status = None if chosen == _EVERYTHING else contact.RequestStatus(chosen)
        found = await contact.list_requests(
            actor, status, search=table.search, offset=table.offset, limit=table.page_size
        )
        self.requests = [_line(row) for row in found.rows]
        self.total, self.page, self.narrowed, self.loading = found.total, table.page, bool(table.search), False
        await (await self.get_state(AttentionState))._ask(actor)


def _line(row: contact.RequestRow) -> RequestLine:
    return RequestLine(
        id=str(row.id),
        name=row.name,
        email=row.email,
        company=row.company,
        seats=f"{row.seats:,}",
        message=row.message,
        received=row.received_at.isoformat(),
        answered=row.answered_at.isoformat() if row.answered_at else "",
        answered_by=row.answered_by,
        answer=contact.answer_link(row.email),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
