"""What waits for a person: the overview shows it, and the navigation counts it on every page."""

from typing import Any

import reflex as rx
from reflex.state import OnLoadInternalState

from hiveforge.core.actor import Actor
from hiveforge.features import billing, mailing
from hiveforge.ui.event import event, load


class AttentionState(rx.State):
    """`compared` is when the last comparison with Stripe ended, as an ISO time; empty when there was none."""

    standing: int = 0
    parked: int = 0
    failed: int = 0
    stuck: int = 0
    compared: str = ""
    compared_by: str = ""
    checked: int = 0
    unchecked: int = 0
    test_mode: bool = False
    loading: bool = True

    @load(billing.attention)
    async def load(self, actor: Actor) -> None:
        self._shows(await billing.attention(actor))

    @event(billing.attention)
    async def count(self, actor: Actor) -> None:
        """For the navigation; a page that cannot be shown says so itself."""
        self._shows(await billing.attention(actor))

    @event(billing.attention)
    async def refresh(self, actor: Actor) -> list[Any]:
        """Ask again for everything on the page: the person's rights have changed, or the database was away."""
        self._shows(await billing.attention(actor))
        return [OnLoadInternalState.on_load_internal()]

    def _shows(self, waiting: billing.Attention) -> None:
        last = waiting.compared
        self.standing, self.parked, self.failed = waiting.standing, waiting.parked, waiting.failed
        self.stuck = waiting.parked + waiting.failed
        self.compared, self.compared_by = (last.at.isoformat(), last.by) if last else ("", "")
        self.checked, self.unchecked = (last.done.checked, last.done.failed) if last else (0, 0)
        self.test_mode, self.loading = mailing.uses_local_inbox(), False
