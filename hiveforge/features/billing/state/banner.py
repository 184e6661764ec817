"""What stands above every page of an organization while something about its payments is wrong."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features.billing import service
from hiveforge.ui.event import event


class BannerState(rx.State):
    """`kind` is empty while all is well; `at` is when the plan ends, or ended."""

    kind: str = ""
    at: str = ""

    @event(service.banner)
    async def load(self, actor: Actor) -> None:
        found = await service.banner(actor)
        kind, at = (found.kind, found.at.isoformat() if found.at else "") if found else ("", "")
        if (self.kind, self.at) != (kind, at):
            self.kind, self.at = str(kind), at
