"""The real application, plus every kind of handler that somebody might forget to guard. Only the tests serve it."""

import os
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext
from reflex_components_core.core.upload import Upload

from hiveforge.cli.server import application
from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.errors import Conflict
from hiveforge.core.jobs import job
from hiveforge.core.permissions import Access, Permission
from hiveforge.core.service import requires
from hiveforge.ui.event import FormState, event, load

__all__ = ["application"]

_PROBES = Path(os.environ["PROBES"])


def ran(name: str) -> None:
    with _PROBES.open("a") as file:
        file.write(f"{name}\n")


@requires(Permission.MEMBERS_MANAGE)
async def manage(actor: Actor, db: Db) -> None: ...


@requires(Permission.MEMBERS_READ)
async def look(actor: Actor, db: Db) -> None: ...


@requires(Access.SIGNED_IN)
async def sign(actor: Actor, db: Db) -> None: ...


@job
async def hopeless(who: str) -> None:
    raise RuntimeError(f"nothing can be done for {who}")


@requires(Permission.MEMBERS_MANAGE)
async def hope(actor: Actor, db: Db) -> None:
    await hopeless.later(db, who=actor.email)


class Mixin(rx.State, mixin=True):
    def mixin_plain(self):
        ran("mixin_plain")

    @rx.event
    def mixin_decorated(self):
        ran("mixin_decorated")

    @event(manage)
    async def mixin_marked(self, actor: Actor):
        ran("mixin_marked")


class Probe(Mixin, FormState, rx.State):
    shown: str = ""
    _kept: str = ""

    def plain(self, secret: str = ""):
        ran("plain")

    @rx.event
    def decorated(self):
        ran("decorated")

    @rx.event(background=True)
    async def background_unmarked(self):
        ran("background_unmarked")

    @event(manage)
    async def marked(self, actor: Actor, number: int = 0):
        ran(f"marked by {actor.name}")

    @event(manage, background=True)
    async def background_marked(self, actor: Actor):
        ran(f"background_marked by {actor.name}")
        async with self:
            self.shown = "done in the background"

    @event(manage, background=True)
    async def background_refused(self, actor: Actor):
        raise Conflict("refused in the background")

    @event(look)
    async def chains(self, actor: Actor):
        ran("chains")
        return [Probe.marked, Probe.decorated, Probe.background_marked]

    @event(look)
    async def explodes(self, actor: Actor):
        raise RuntimeError(f"detail of a bug, met by {actor.email}")

    @event(hope)
    async def hopes(self, actor: Actor):
        await hope(actor)

    @event(sign)
    async def upload(self, actor: Actor, files: Any):
        ran("upload")

    @rx.event
    async def upload_unmarked(self, files: list[rx.UploadFile]):
        ran("upload_unmarked")


class Left(rx.State):
    """Two branches of the state tree: Redis loads only the one that an event is for."""

    left: str = ""
    _kept: str = ""

    @load(look)
    async def remember(self, actor: Actor, text: str):
        self.left = self._kept = f"{text} of {actor.name} at {actor.slug}"

    @event(look)
    async def recall(self, actor: Actor):
        self.left = f"recalled: {self._kept}"


class Right(rx.State):
    right: str = ""

    @load(look)
    async def remember(self, actor: Actor, text: str):
        self.right = f"{text} of {actor.name} at {actor.slug}"


class Fuse(rx.State):
    """Once blown, every answer to its tab fails, so that even telling of the failure does."""

    blown: bool = False

    @rx.var(cache=False)
    def light(self) -> str:
        if self.blown:
            raise RuntimeError("no light")
        return "on"

    @event(look)
    async def blow(self, actor: Actor):
        self.blown = True


@rx.event
def loose(state: Probe):
    ran("loose")


# `@event` hides annotations from Reflex, which then refuses the upload by itself. Here the gate has to.
for registered in RegistrationContext.get().event_handlers.values():
    if registered.handler.fn.__name__ == "upload":
        object.__setattr__(registered.handler, "_type_hints", {"files": list[rx.UploadFile]})
Upload.is_used = True  # as if a page had an upload component: that opens Reflex's own upload address
