"""The billing page: what the organization has, what it used, what it pays, and the ways to change that."""

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import usage
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import PortalFlow
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.leave import departure
from hiveforge.ui.notices import notify

from .rows import (
    InvoiceView,
    OverageView,
    PlanView,
    UsageView,
    invoice_view,
    overage_view,
    plan_view,
    usage_views,
)


class BillingPage(FormState, rx.State):
    """`departure` leads to the provider's page. `saved` counts saved choices of overage. `wanted_seats` is from the address."""

    plan: PlanView = PlanView()
    included: list[str] = []
    used: list[UsageView] = []
    overage: OverageView = OverageView()
    invoices: list[InvoiceView] = []
    simulated: bool = False
    loading: bool = True
    departure: str = ""
    saved: int = 0

    @load(service.overview)
    async def load(self, actor: Actor) -> None:
        seen = await service.overview(actor)
        self.plan, self.included, self.used = plan_view(seen), seen.included, usage_views(seen)
        self.overage, self.invoices = overage_view(seen), [invoice_view(row) for row in seen.invoices]
        self.simulated, self.loading = seen.simulated, False

    @event(service.resume, background=True)
    async def resume(self, actor: Actor) -> None:
        await service.resume(actor)
        async with self:
            await notify(self, "Your plan goes on.")

    @event(service.open_portal, background=True)
    async def open_portal(self, actor: Actor, flow: PortalFlow) -> None:
        url = await service.open_portal(actor, flow)
        async with self:
            self.departure = departure(url)

    @event(service.buy_pack, background=True)
    async def buy_pack(self, actor: Actor) -> None:
        url = await service.buy_pack(actor)
        async with self:
            self.departure = departure(url)

    @form(usage.choose_overage)
    async def choose_overage(self, actor: Actor, form: usage.OverageForm) -> None:
        await usage.choose_overage(actor, form)
        self.overage = overage_view(await service.overview(actor))
        self.saved += 1
        await notify(self, "Saved.")
