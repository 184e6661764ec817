"""Asking people in: what the dialogs and the list of open invitations show and do."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.permissions import Permission
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.schemas import (
    InvitationLink,
    InvitationRow,
    InvitationsPage,
    InviteForm,
    InviteOffer,
    LinkForm,
)
from hiveforge.ui.event import FormState, event, form
from hiveforge.ui.notices import notify

from .seats import OfferView, offer_view, outcome


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """`name` is the address, or says that it is a link. `asked` is when its holder asked for a seat."""

    id: str
    kind: str
    name: str
    role: str
    invited_by: str
    expires: str
    uses: int
    asked: str


class InvitingState(FormState, rx.State):
    """`sent` and `made` count what succeeded, so that dialogs close. `link` is shown once.

    `offer` is what the seats that are missing cost. `upgrade` leads to a plan with more, where this one sells none.
    """

    invitations: list[InvitationLine] = []
    waiting: int = 0
    sent: int = 0
    made: int = 0
    link: str = ""
    link_for: str = ""
    offer: OfferView = OfferView()
    upgrade: str = ""
    busy: bool = False
    _offered: InviteOffer | None = None

    @event(service.list_invitations)
    async def begin(self, actor: Actor) -> None:
        """The dialog opens: what it offered before is over."""
        self._withdraw()
        self.busy = False
        self._list(await service.list_invitations(actor))

    @event(service.invite_or_offer, background=True)
    async def invite(self, actor: Actor, form: InviteForm) -> None:
        """Invite, or show what the missing seats cost; sent again with that in sight, buy them and invite."""
        async with self:
            if self.busy:
                return  # a second click while the first is asked
            self.busy, self.errors, self.upgrade = True, {}, ""
            agreed = self._offered
        try:
            done = await service.invite_or_offer(actor, form, agreed)
        except OutOfSeats as refused:
            async with self:
                self._withdraw()
                self.upgrade = refused.upgrade_url if actor.may(Permission.BILLING_MANAGE) else ""
            raise
        finally:
            async with self:
                self.busy = False
        async with self:
            if isinstance(done, InviteOffer):
                self._offered, self.offer = done, offer_view(done)
                return
            self._withdraw()
            self.sent += 1
            await notify(self, outcome(done))

    @form(service.create_link)
    async def create_link(self, actor: Actor, form: LinkForm) -> None:
        self._reveal(await service.create_link(actor, form), "everybody who has it")

    @event(service.renew_link)
    async def renew_link(self, actor: Actor, invitation_id: UUID) -> None:
        link = await service.renew_link(actor, invitation_id)
        self._reveal(link, next((line.name for line in self.invitations if line.id == str(link.id)), ""))

    @event(service.resend_invitation)
    async def resend(self, actor: Actor, invitation_id: UUID) -> None:
        sent = await service.resend_invitation(actor, invitation_id)
        await notify(self, f"Sent again to {sent.email}. The earlier link no longer works.")

    @event(service.revoke_invitation)
    async def revoke(self, actor: Actor, invitation_id: UUID) -> None:
        await service.revoke_invitation(actor, invitation_id)

    @event(service.list_invitations)
    async def put_link_away(self, actor: Actor) -> None:
        """The link was copied; it cannot be shown again."""
        self.link = self.link_for = ""
        self._list(await service.list_invitations(actor))

    async def _show(self, actor: Actor) -> None:
        if actor.may(service.list_invitations.access):
            self._list(await service.list_invitations(actor))

    def _withdraw(self) -> None:
        self._offered, self.offer, self.upgrade = None, OfferView(), ""

    def _list(self, page: InvitationsPage) -> None:
        self.invitations, self.waiting = [_invitation(row) for row in page.rows], page.total

    def _reveal(self, link: InvitationLink, whom: str) -> None:
        self.link, self.link_for = link.url, whom
        self.made += 1


def _invitation(row: InvitationRow) -> InvitationLine:
    name = row.email or "Invitation link"
    asked = row.seat_requested_at.isoformat() if row.seat_requested_at else ""
    ends = row.expires_at.isoformat()
    return InvitationLine(str(row.id), row.kind, name, row.role, row.invited_by, ends, row.uses, asked)
