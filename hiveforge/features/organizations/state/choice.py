"""Choosing an organization, founding one, and where a person begins who has just signed in."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import files
from hiveforge.features.organizations import rules, service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.schemas import CreateForm, WaitingInvitation
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify
from hiveforge.ui.session import initials
from hiveforge.web.redirects import safe_next


@dataclass(frozen=True, slots=True)
class MineLine:
    name: str
    slug: str
    initials: str
    role: str
    picture: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An invitation for the person who is signed in. `asked` is when they asked for a seat."""

    id: str
    organization: str
    initials: str
    role: str
    invited_by: str
    expires: str
    full: bool
    asked: str


@dataclass(frozen=True, slots=True)
class DeletedLine:
    id: str
    name: str
    initials: str
    deleted: str
    deleted_by: str
    purged: str


class ChoiceState(rx.State):
    mine: list[MineLine] = []
    waiting: list[WaitingLine] = []
    deleted: list[DeletedLine] = []
    loading: bool = True

    @load(service.list_mine)
    async def load(self, actor: Actor) -> None:
        self.mine = [
            MineLine(row.name, row.slug, initials(row.name), row.role, files.picture_url(row.logo_id))
            for row in await service.list_mine(actor)
        ]
        await self._show_waiting(actor)
        self.deleted = [
            DeletedLine(
                str(row.id),
                row.name,
                initials(row.name),
                row.deleted_at.isoformat(),
                row.deleted_by,
                row.purged_at.isoformat(),
            )
            for row in await service.list_deleted(actor)
        ]
        self.loading = False

    @event(service.accept_waiting)
    async def accept(self, actor: Actor, invitation_id: UUID) -> rx.event.EventSpec:
        try:
            return rx.redirect(f"/o/{await service.accept_waiting(actor, invitation_id)}")
        except OutOfSeats:
            await self._show_waiting(actor)  # where they can ask for a seat
            raise

    @event(service.request_waiting_seat)
    async def ask_for_seat(self, actor: Actor, invitation_id: UUID) -> None:
        await service.request_waiting_seat(actor, invitation_id)
        await self._show_waiting(actor)
        await notify(self, "They were told that you are waiting for a seat.")

    @event(service.restore)
    async def restore(self, actor: Actor, organization_id: UUID) -> rx.event.EventSpec:
        slug = await service.restore(actor, organization_id)
        await notify(self, "The organization is back, with everybody in it.")
        return rx.redirect(f"/o/{slug}")

    async def _show_waiting(self, actor: Actor) -> None:
        self.waiting = [_waiting(row) for row in await service.list_waiting(actor)]


class CreateState(FormState, rx.State):
    @form(service.create)
    async def create(self, actor: Actor, form: CreateForm) -> rx.event.EventSpec:
        made = await service.create(actor, form)
        return rx.redirect(f"/o/{made.slug}")


class WelcomeState(rx.State):
    @event(service.way_in)
    async def arrive(self, actor: Actor, last: str) -> rx.event.EventSpec:
        """Go on to the page that was asked for, or to the organization `last`, which the browser remembers."""
        asked = safe_next(self.router.url.query_parameters.get("next"), default="")
        begin = await service.way_in(actor, last[: rules.LONGEST_SLUG])
        return rx.redirect(asked or begin, replace=True)


def _waiting(row: WaitingInvitation) -> WaitingLine:
    asked = row.seat_requested_at.isoformat() if row.seat_requested_at else ""
    name, ends = row.organization, row.expires_at.isoformat()
    return WaitingLine(str(row.id), name, initials(name), row.role, row.invited_by, ends, row.full, asked)
