"""What stands around every page: the switcher, and following an organization that moved or whose rights changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.state import OnLoadInternalState

from hiveforge.core.actor import Actor
from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import OrganizationRow
from hiveforge.ui.event import event
from hiveforge.ui.session import initials


@dataclass(frozen=True, slots=True)
class Place:
    """An organization in the switcher."""

    id: str
    name: str
    slug: str
    initials: str
    role: str
    picture: str


_NOWHERE = Place("", "", "", "", "", "")


class FrameState(rx.State):
    """`here` is the organization of the page's address; all empty on pages outside of one. `avatar` is one's own picture."""

    places: list[Place] = []
    here: Place = _NOWHERE
    avatar: str = ""
    waiting: int = 0
    test_mode: str = ""

    @event(service.surroundings)
    async def load(self, actor: Actor) -> None:
        around = await service.surroundings(actor)
        places = [_place(row) for row in around.organizations]
        values = {
            "places": places,
            "here": next((place for place in places if place.slug == actor.slug), _NOWHERE),
            "avatar": files.picture_url(around.avatar_id),
            "waiting": around.waiting,
            "test_mode": around.test_mode,
        }
        for field, value in values.items():
            if getattr(self, field) != value:
                setattr(self, field, value)

    @event(service.surroundings)
    async def refresh(self, actor: Actor) -> list[Any]:
        """Ask again for everything on the page: the person's rights have changed, or the database was away."""
        await service.surroundings(actor)
        return [FrameState.load(), OnLoadInternalState.on_load_internal()]

    @event(service.list_mine)
    async def follow(self, actor: Actor, organization: str) -> list[Any]:
        """The organization of this tab was renamed, moved or deleted: go where it is now, or show that it is gone."""
        now_at = {str(row.id): row.slug for row in await service.list_mine(actor)}.get(_id(organization))
        path = self.router.url.path
        old = path.removeprefix("/o/").partition("/")[0]
        if now_at and path.startswith("/o/") and old != now_at:
            query = f"?{self.router.url.query}" if self.router.url.query else ""
            rest = path.removeprefix(f"/o/{old}")
            return [rx.redirect(f"/o/{now_at}{rest}{query}", replace=True)]
        return [FrameState.refresh()] if not now_at else [FrameState.load()]


def _place(row: OrganizationRow) -> Place:
    return Place(str(row.id), row.name, row.slug, initials(row.name), row.role, files.picture_url(row.logo_id))


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
