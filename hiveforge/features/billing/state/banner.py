"""What stands above every page of an organization while something about its payments or AI credits is wrong."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import Banner
from hiveforge.ui.event import event


class BannerState(rx.State):
    """`kind` is empty while all is well; `at` is when the plan ends or ended, or when credits start anew.

    `used` says how many credits are used, in words.
    """

    kind: str = ""
    at: str = ""
    used: str = ""

    @event(service.banner)
    async def load(self, actor: Actor) -> None:
        found = await service.banner(actor)
        seen = _in_words(found) if found else ("", "", "")
        if (self.kind, self.at, self.used) != seen:
            self.kind, self.at, self.used = seen


def _in_words(found: Banner) -> tuple[str, str, str]:
    used = f"{found.used:,} of {found.included:,}" if found.included else ""
    return str(found.kind), found.at.isoformat() if found.at else "", used
