"""Messages in the corner of one tab: plain state, because Reflex's toasts need eval, which our CSP refuses."""

from dataclasses import dataclass, field
from uuid import uuid4

import reflex as rx

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind` is success, info or error; `request_id` is shown to be copied into a support request.

    `url` leads to the billing page where what is missing can be had.
    `undo` is what to undo, in the words of the frame that offers it; empty where nothing is offered.
    """

    message: str
    kind: str = "success"
    request_id: str = ""
    url: str = ""
    undo: str = ""
    id: str = field(default_factory=lambda: uuid4().hex[:12])


class Notices(rx.State):
    """What the toast region shows. `events.py` registers the events that dismiss them."""

    items: list[Notice] = []

    def _add(self, notice: Notice) -> None:
        self.items = [*self.items, notice][-_SHOWN:]


async def notify(
    state: rx.State, message: str, *, kind: str = "success", request_id: str = "", url: str = "", undo: str = ""
) -> None:
    """Show a message in the tab that `state` belongs to."""
    notices = await state.get_state(Notices)
    notices._add(Notice(message, kind, request_id, url, undo))
