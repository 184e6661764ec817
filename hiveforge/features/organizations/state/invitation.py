"""The page behind an invitation's link."""

from contextlib import suppress

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import InvitationClosed, WrongAccount
from hiveforge.features.organizations.schemas import InvitationView
from hiveforge.ui.event import event
from hiveforge.ui.session import initials

UNKNOWN = "unknown"


class InvitationState(rx.State):
    """`step` is one of `InvitationStep`, or unknown; empty while it loads. The token is the page's address.

    `asked` is when a seat was asked for, `room_maker` who hears of that, empty for the owners and admins.
    """

    step: str = ""
    organization: str = ""
    initials: str = ""
    slug_of: str = ""
    role: str = ""
    invited_by: str = ""
    email: str = ""
    expires: str = ""
    asked: str = ""
    room_maker: str = ""
    secret: str = ""

    @event(service.view_invitation)
    async def load(self, actor: Actor) -> None:
        """Show what the holder can do. Looking changes nothing."""
        self.secret = self.router.url.path.rstrip("/").rpartition("/")[2][:100]
        await self._look(actor)

    @event(service.request_seat)
    async def ask_for_seat(self, actor: Actor) -> None:
        """Tell those who can make room, and show that they were told, or what has changed meanwhile."""
        with suppress(NotFound, InvitationClosed, WrongAccount):  # each is a page, which shows itself
            await service.request_seat(actor, self.secret)
        await self._look(actor)

    async def _look(self, actor: Actor) -> None:
        try:
            self._show(await service.view_invitation(actor, self.secret))
        except NotFound:
            self.step = UNKNOWN

    def _show(self, view: InvitationView) -> None:
        self.step, self.role, self.email = view.step, view.role, view.email
        self.organization, self.initials, self.slug_of = view.organization, initials(view.organization), view.slug
        self.invited_by, self.expires, self.room_maker = view.invited_by, view.expires_at.isoformat(), view.room_maker
        self.asked = view.seat_requested_at.isoformat() if view.seat_requested_at else ""
