"""The page behind an invitation's link."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import InvitationView
from hiveforge.ui.event import event
from hiveforge.ui.session import initials

UNKNOWN = "unknown"


class InvitationState(rx.State):
    """`step` is one of `InvitationStep`, or unknown; empty while it loads. The token is the page's address."""

    step: str = ""
    organization: str = ""
    initials: str = ""
    slug_of: str = ""
    role: str = ""
    invited_by: str = ""
    email: str = ""
    secret: str = ""

    @event(service.view_invitation)
    async def load(self, actor: Actor) -> None:
        """Show what the holder can do. Looking changes nothing."""
        self.secret = self.router.url.path.rstrip("/").rpartition("/")[2][:100]
        try:
            self._show(await service.view_invitation(actor, self.secret))
        except NotFound:
            self.step = UNKNOWN

    def _show(self, view: InvitationView) -> None:
        self.step, self.role, self.email = view.step, view.role, view.email
        self.organization, self.initials, self.slug_of = view.organization, initials(view.organization), view.slug
        self.invited_by = view.invited_by
