"""Changing an organization, leaving it, deleting it."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import OrganizationChanged
from hiveforge.features.organizations.schemas import LatestChange, OrganizationDetails, UpdateForm
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify


class SettingsState(FormState, rx.State):
    """`version` is what the form was filled from. `theirs` is what somebody else saved meanwhile, if anybody did.

    `picture` is the address of the logo. `filled` counts how often the form was filled anew, which drops what was typed.
    """

    name: str = ""
    address: str = ""
    version: int = 0
    picture: str = ""
    filled: int = 0
    theirs_by: str = ""
    theirs_name: str = ""
    theirs_address: str = ""

    @load(service.get)
    async def load(self, actor: Actor) -> None:
        """Fill the form, unless it is filled with this already: somebody may be typing."""
        organization = await service.get(actor)
        self.picture = files.picture_url(organization.logo_id)
        if self.theirs_name or (self.name, self.address) != (organization.name, organization.slug):
            self._fill(organization)

    @event(service.latest_change)
    async def hear(self, actor: Actor) -> None:
        """Somebody saved: say so, and leave the form alone."""
        latest = await service.latest_change(actor)
        self.picture = files.picture_url((await service.get(actor)).logo_id)
        if latest.version != self.version:
            self._warn(latest)

    @event(service.get)
    async def see_logo(self, actor: Actor, _picture: str) -> None:
        """The browser has sent one to the API."""
        self.picture = files.picture_url((await service.get(actor)).logo_id)
        await notify(self, "The logo has been changed.")

    @event(service.remove_logo)
    async def remove_logo(self, actor: Actor) -> None:
        await service.remove_logo(actor)
        self.picture = ""
        await notify(self, "The logo has been removed.")

    @form(service.update)
    async def save(self, actor: Actor, form: UpdateForm) -> list[rx.event.EventSpec]:
        """The first save after somebody else's is refused and shows theirs; the second one replaces it."""
        try:
            saved = await service.update(actor, form)
        except OrganizationChanged:
            latest = await service.latest_change(actor)
            self._warn(latest)
            self.version = latest.version
            raise
        self._fill(saved)
        await notify(self, "Saved.")
        return [rx.redirect(f"/o/{saved.slug}/settings", replace=True)] if saved.slug != actor.slug else []

    @event(service.leave)
    async def leave(self, actor: Actor, _organization: str) -> rx.event.EventSpec:
        await service.leave(actor)
        await notify(self, "You have left the organization.")
        return rx.redirect("/organizations")

    @event(service.delete)
    async def delete(self, actor: Actor, typed_name: str) -> rx.event.EventSpec:
        await service.delete(actor, typed_name)
        return rx.redirect("/organizations")

    def _fill(self, organization: OrganizationDetails) -> None:
        self.name, self.address, self.version = organization.name, organization.slug, organization.version
        self.theirs_by = self.theirs_name = self.theirs_address = ""
        self.filled += 1

    def _warn(self, latest: LatestChange) -> None:
        self.theirs_by = latest.by or "Somebody else"
        self.theirs_name, self.theirs_address = latest.name, latest.slug
