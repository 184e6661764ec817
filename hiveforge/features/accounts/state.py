"""What the pages of accounts show. Signing in is no state's business: cookies come with HTTP answers only."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.demo import DemoAccount, demo_accounts
from hiveforge.core.paging import LARGEST_LIMIT
from hiveforge.features import files, mailing
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify
from hiveforge.ui.session import Session, initials
from hiveforge.web.redirects import safe_next

from . import service
from .schemas import Browser, PasswordForm, Profile, ProfileForm, SessionRow


class EntranceState(rx.State):
    """The pages before the app."""

    demo: list[DemoAccount] = []
    local_inbox: bool = False

    @event(public=True)
    async def arrive(self, actor: Actor) -> rx.event.EventSpec | None:
        """Show what development offers; whoever is signed in already goes on."""
        if actor.kind is ActorKind.USER:
            return rx.redirect(safe_next(self.router.url.query_parameters.get("next"), default="/welcome"))
        self.local_inbox = mailing.uses_local_inbox()
        self.demo = await service.list_demo_accounts(actor) if demo_accounts() else []
        return None

    @event(public=True)
    async def wait_for_mail(self, actor: Actor) -> None:  # noqa: ARG002
        self.local_inbox = mailing.uses_local_inbox()


class ProfileState(FormState, rx.State):
    email: str = ""
    name: str = ""
    initials: str = ""
    picture: str = ""
    saved: int = 0

    @load(service.get_profile)
    async def load(self, actor: Actor) -> None:
        self._show(await service.get_profile(actor))

    @event(service.get_profile)
    async def see_picture(self, actor: Actor, _picture: str) -> None:
        """The browser has sent one to the API."""
        self._show(await service.get_profile(actor))
        await notify(self, "Your picture has been changed.")

    @event(service.remove_avatar)
    async def remove_picture(self, actor: Actor) -> None:
        self._show(await service.remove_avatar(actor))
        await notify(self, "Your picture has been removed.")

    @form(service.change_profile)
    async def rename(self, actor: Actor, form: ProfileForm) -> None:
        profile = await service.change_profile(actor, form)
        self.name = profile.name
        self.saved += 1
        (await self.get_state(Session))._shows(replace(actor, name=profile.name))
        await notify(self, "Your name has been changed.")

    def _show(self, profile: Profile) -> None:
        self.email, self.name = profile.email, profile.name
        self.initials, self.picture = initials(profile.name), files.picture_url(profile.avatar_id)


class PasswordState(FormState, rx.State):
    changed: int = 0

    @form(service.change_password)
    async def change(self, actor: Actor, form: PasswordForm) -> None:
        await service.change_password(actor, form, Browser(user_agent=self.router.headers.user_agent))
        self.changed += 1
        await notify(self, "Your password has been changed. All other browsers were signed out.")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """`last_seen` and `since` are ISO times."""

    id: str
    browser: str
    address: str
    last_seen: str
    since: str
    current: bool


class SessionsState(rx.State):
    """The browser in use first, then the one used last."""

    sessions: list[SessionLine] = []
    others: int = 0
    loading: bool = True

    @load(service.list_sessions)
    async def load(self, actor: Actor) -> None:
        await self._refresh(actor)

    @event(service.revoke_session)
    async def revoke(self, actor: Actor, session: UUID) -> None:
        await service.revoke_session(actor, session)
        await self._refresh(actor)
        await notify(self, "That browser has been signed out.")

    @event(service.revoke_other_sessions)
    async def revoke_others(self, actor: Actor, _confirmed: str = "") -> None:
        count = await service.revoke_other_sessions(actor)
        await self._refresh(actor)
        said = "One browser has been signed out." if count == 1 else f"{count} browsers have been signed out."
        await notify(self, said)

    async def _refresh(self, actor: Actor) -> None:
        listed = (await service.list_sessions(actor, limit=LARGEST_LIMIT)).items
        self.sessions = [_line(row) for row in sorted(listed, key=_use, reverse=True)]
        self.others = sum(not row.current for row in listed)
        self.loading = False


def _use(row: SessionRow) -> tuple[bool, datetime]:
    return row.current, row.last_seen_at


def _line(row: SessionRow) -> SessionLine:
    return SessionLine(
        id=str(row.id),
        browser=row.browser,
        address=row.address or "unknown address",
        last_seen=row.last_seen_at.isoformat(),
        since=row.created_at.isoformat(),
        current=row.current,
    )
