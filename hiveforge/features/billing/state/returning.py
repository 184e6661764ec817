"""Coming back from the provider's page: it waits until what was bought stands in our tables, and claims nothing before."""

from contextlib import suppress

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import TooMany
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import CheckoutState
from hiveforge.ui.event import event, load

_PATIENCE = 6


class ReturnState(rx.State):
    """`outcome` is empty, waiting, done or failed; `pack` when credits were bought and no plan. `looks` counts how often it was asked for in vain."""

    outcome: str = ""
    plan: str = ""
    pack: bool = False
    looks: int = 0
    slow: bool = False

    @load(service.checkout_status)
    async def load(self, actor: Actor) -> None:
        self.looks, self.slow = 0, False
        self.outcome, self.pack = await self._ask(actor)
        self.plan = (await service.overview(actor)).plan_name

    @event(service.checkout_status)
    async def hear(self, actor: Actor) -> None:
        """Something about the organization's billing has changed."""
        self.outcome, self.pack = await self._ask(actor)
        self.plan = (await service.overview(actor)).plan_name

    @event(service.refresh, background=True)
    async def look(self, actor: Actor) -> None:
        """Ask the provider, whose message may be late or lost."""
        if self.outcome != CheckoutState.WAITING:
            return
        with suppress(TooMany):  # other tabs look as well: what they saw is read below
            await service.refresh(actor)
        async with self:
            self.looks += 1
            self.slow = self.looks >= _PATIENCE
            self.outcome, self.pack = await self._ask(actor)
            self.plan = (await service.overview(actor)).plan_name

    async def _ask(self, actor: Actor) -> tuple[str, bool]:
        session = self.router.url.query_parameters.get("session", "")
        found = await service.checkout_status(actor, session)
        return str(found.state), found.pack
