"""What Stripe has told us and what became of it. Search, filter and page live in the query string."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import billing
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .attention import AttentionState

_LONG, _GIST = 140, 100
_REPLAYED = frozenset({billing.EventStatus.PARKED, billing.EventStatus.FAILED})


@dataclass(frozen=True, slots=True)
class EventLine:
    """`received` and `handled` are ISO times; `handled` is empty until it was. `gist` is how a long reason begins."""

    id: str
    name: str
    kind: str
    customer: str
    status: str
    reason: str
    gist: str
    attempts: int
    received: str
    handled: str
    replayable: bool


class EventsState(rx.State):
    """`waiting` tells that a message of this page is about to be handled, so the page asks again by itself."""

    events: list[EventLine] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    waiting: bool = False
    loading: bool = True

    @load(billing.list_events)
    async def load(self, actor: Actor) -> None:
        await self._list(actor)

    @event(billing.replay_event)
    async def replay(self, actor: Actor, message: UUID) -> None:
        await billing.replay_event(actor, message)
        await self._list(actor)
        await notify(self, "The message is handled once more.")

    async def _list(self, actor: Actor) -> None:
        statuses = [status.value for status in billing.EventStatus]
        table = TableQuery.parse(self.router.url.query_parameters, sorts=["-received"], filters={"status": statuses})
        chosen = table.filters.get("status")
        wanted = billing.EventFilter(search=table.search, status=billing.EventStatus(chosen) if chosen else None)
        page = await billing.list_events(actor, wanted, offset=table.offset, limit=table.page_size)
        self.events = [_line(row) for row in page.rows]
        self.total, self.page, self.narrowed, self.loading = page.total, table.page, table.narrowed, False
        self.waiting = any(row.status is billing.EventStatus.STORED for row in page.rows)
        await (await self.get_state(AttentionState))._ask(actor)


def _line(row: billing.EventRow) -> EventLine:
    return EventLine(
        id=str(row.id),
        name=row.external_id,
        kind=row.kind,
        customer=row.customer,
        status=row.status,
        reason=row.reason,
        gist=_gist(row.reason),
        attempts=row.attempts,
        received=row.received_at.isoformat(),
        handled=row.handled_at.isoformat() if row.handled_at else "",
        replayable=row.status in _REPLAYED,
    )


def _gist(reason: str) -> str:
    return reason if len(reason) <= _LONG else f"{reason[:_GIST].rstrip()}…"
