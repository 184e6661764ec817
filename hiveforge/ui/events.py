"""Events that every page has."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Access

from .event import event
from .notices import Notices
from .session import Session


class NoticeEvents(rx.State):
    """Apart from `Notices`, which `event.py` itself needs."""

    @event(public=True)
    async def dismiss(self, actor: Actor, notice: str) -> None:  # noqa: ARG002
        """Take one message away."""
        notices = await self.get_state(Notices)
        notices.items = [item for item in notices.items if item.id != notice]


class Entrance(rx.State):
    """For pages that load nothing: who may not see them is sent away."""

    @event(public=True)
    async def enter(self, actor: Actor, access: Access) -> None:
        """Fill the page with the refusal, if any. A browser that lies about `access` misleads only itself."""
        session = await self.get_state(Session)
        try:
            actor.require(access)
        except AppError as error:
            session._fills_page(error)
        else:
            session._fills_page(None)
