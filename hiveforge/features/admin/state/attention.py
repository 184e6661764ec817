"""What waits for a person: the overview shows it, and the navigation counts it on every page."""

from typing import Any

import reflex as rx
from reflex.state import OnLoadInternalState

from hiveforge.core.actor import Actor
from hiveforge.features import billing, contact
from hiveforge.ui.event import event, load


class AttentionState(rx.State):
    """`requests` are those that nobody has answered, `ending` arranged plans that end soon, `refused` reports of overage. `compared` is when the last comparison with Stripe ended, as an ISO time; empty when there was none."""

    requests: int = 0
    ending: int = 0
    standing: int = 0
    refused: int = 0
    unsettled: int = 0
    parked: int = 0
    failed: int = 0
    stuck: int = 0
    compared: str = ""
    compared_by: str = ""
    checked: int = 0
    unchecked: int = 0
    test_mode: str = ""
    loading: bool = True

    @load(billing.attention)
    async def load(self, actor: Actor) -> None:
        await self._ask(actor)

    @event(billing.attention)
    async def count(self, actor: Actor) -> None:
        """For the navigation; a page that cannot be shown says so itself."""
        await self._ask(actor)

    @event(billing.attention)
    async def refresh(self, actor: Actor) -> list[Any]:
        """Ask again for everything on the page: the person's rights have changed, or the database was away."""
        await self._ask(actor)
        return [OnLoadInternalState.on_load_internal()]

    async def _ask(self, actor: Actor) -> None:
        waiting = await billing.attention(actor)
        last = waiting.compared
        self.requests, self.ending = await contact.count_open(actor), waiting.ending
        self.standing, self.parked, self.failed = waiting.standing, waiting.parked, waiting.failed
        self.refused, self.unsettled = waiting.refused, waiting.standing + waiting.refused
        self.stuck = waiting.parked + waiting.failed
        self.compared, self.compared_by = (last.at.isoformat(), last.by) if last else ("", "")
        self.checked, self.unchecked = (last.done.checked, last.done.failed) if last else (0, 0)
        self.test_mode, self.loading = waiting.test_mode, False
