"""Choosing a plan, an interval and seats with the exact charge beside it; and ending a plan."""

import re

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import Invalid
from hiveforge.features import plans
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm, ChangePreview, CheckoutForm
from hiveforge.features.billing.schemas.forms import MOST_SEATS, PlanKey
from hiveforge.ui.event import FormState, event
from hiveforge.ui.leave import departure
from hiveforge.ui.notices import notify

from .rows import LineView, QuoteView, consequence_texts, line_views, quote_view


class ChoosingState(FormState, rx.State):
    """`quote` is the charge for what is chosen, empty while it is asked for. `buying`: a first purchase, not a change.

    `opened` counts how often it was begun, which fills the fields anew; `done` what succeeded, which closes the dialog.
    """

    plan: str = ""
    interval: str = "month"
    seats: int = 0
    buying: bool = True
    quote: QuoteView = QuoteView()
    lines: list[LineView] = []
    lost: list[str] = []
    busy: bool = False
    opened: int = 0
    done: int = 0
    departure: str = ""

    @event(service.preview_change, background=True)
    async def begin(self, actor: Actor, plan: PlanKey) -> None:
        """Open on the organization's own interval and seats, or on more seats if the address asks for them."""
        asked = self.router.url.query_parameters.get("seats", "")
        seats = min(int(asked), MOST_SEATS) if re.fullmatch("[0-9]{1,9}", asked) else 0
        seen = await service.overview(actor)
        async with self:
            self.plan, self.buying, self.opened = plan, seen.interval is None, self.opened + 1
            self.interval = str(seen.interval or plans.Interval.MONTH)
            self.seats = max(seats, seen.seats_used + seen.seats_held, (seen.seats_limit or 0) if seen.interval else 1)
        await self._price(actor)

    @event(service.preview_change, background=True)
    async def choose_interval(self, actor: Actor, interval: plans.Interval) -> None:
        async with self:
            self.interval = interval.value
        await self._price(actor)

    @event(service.preview_change, background=True, debounce=350)
    async def choose_seats(self, actor: Actor, typed: str | float | None) -> None:
        """What stands in the field, as a number where it is one; nothing there asks for nothing."""
        seats = "" if typed is None else str(typed).removesuffix(".0")
        if not seats:
            return
        async with self:
            self.quote, self.lines, self.lost = QuoteView(), [], []
        if not seats.isdecimal() or not 1 <= int(seats) <= MOST_SEATS:
            raise Invalid(f"Give a whole number from 1 to {MOST_SEATS:,}.", param="seats")
        async with self:
            self.seats = int(seats)
        await self._price(actor)

    @event(service.change_plan, background=True)
    async def confirm(self, actor: Actor) -> None:
        """Do what was quoted, at the quoted price."""
        quote, buying = self.quote, self.buying
        if not quote.plan:
            return
        async with self:
            self.busy, self.errors = True, {}
        try:
            await self._act(actor, quote, buying=buying)
        finally:
            async with self:
                self.busy = False

    async def _act(self, actor: Actor, quote: QuoteView, *, buying: bool) -> None:
        chosen = {"plan": quote.plan, "interval": quote.interval, "seats": quote.seats}
        if buying:
            url = await service.start_checkout(actor, CheckoutForm.model_validate(chosen))
            async with self:
                self.departure = departure(url)
            return
        await service.change_plan(actor, ChangeForm.model_validate(chosen | {"priced_at": quote.priced_at or None}))
        async with self:
            self.done += 1
            await notify(self, f"{quote.name} with {quote.seats:,} seats now.")

    async def _price(self, actor: Actor) -> None:
        if not self.plan:
            return
        async with self:
            self.quote, self.lines, self.lost, self.errors = QuoteView(), [], [], {}
            chosen, buying = {"plan": self.plan, "interval": self.interval, "seats": self.seats}, self.buying
        preview: ChangePreview
        if buying:
            preview = await service.preview_checkout(actor, CheckoutForm.model_validate(chosen))
        else:
            preview = await service.preview_change(actor, ChangeForm.model_validate(chosen))
        async with self:
            if chosen == {"plan": self.plan, "interval": self.interval, "seats": self.seats}:
                self.quote, self.lines = quote_view(preview), line_views(preview)
                self.lost = list(consequence_texts(preview))


class CancelingState(FormState, rx.State):
    """`lost` is what the free plan does not have; `ends_at` is when it begins. `done` counts cancellations."""

    lost: list[str] = []
    ends_at: str = ""
    asked: bool = False
    done: int = 0

    @event(service.preview_change, background=True)
    async def begin(self, actor: Actor) -> None:
        """Say what ending the plan takes away."""
        async with self:
            self.asked, self.errors = False, {}
        preview = await service.preview_change(actor, ChangeForm(plan=plans.FREE.key))
        async with self:
            self.lost, self.ends_at = list(consequence_texts(preview)), quote_view(preview).next_at
            self.asked = True

    @event(service.cancel, background=True)
    async def cancel(self, actor: Actor, form: CancelForm) -> None:
        await service.cancel(actor, form)
        async with self:
            self.done += 1
            await notify(self, "Your plan ends with its period. Until then everything stays.")
