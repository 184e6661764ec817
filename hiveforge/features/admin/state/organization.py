"""One organization: its plan, and what is arranged for it. Arranging asks Stripe, so it runs while the tab stays usable."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.money import format_money
from hiveforge.features import billing, plans
from hiveforge.ui.event import FormState, event, load
from hiveforge.ui.notices import notify


@dataclass(frozen=True, slots=True)
class OwnerLine:
    name: str
    email: str


class OrganizationState(FormState, rx.State):
    """`terms` are those that run, in words; `typed` fills the form: a value for each field.

    `paid` is a subscription that runs at Stripe, in words, empty without one; `paid_until` is an ISO time. `filled` counts
    how often the form was filled anew, `arranged_now` what succeeded, which closes the dialog.
    """

    organization_id: str = ""
    name: str = ""
    slug: str = ""
    created: str = ""
    owners: list[OwnerLine] = []
    members: str = ""
    seats: str = ""
    plan: str = ""
    status: str = ""
    arranged: bool = False
    terms: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    note: str = ""
    by: str = ""
    since: str = ""
    paid: str = ""
    paid_until: str = ""
    loading: bool = True
    busy: bool = False
    filled: int = 0
    arranged_now: int = 0

    @load(billing.get_organization)
    async def load(self, actor: Actor) -> None:
        slug = self.router.url.path.rstrip("/").rpartition("/")[2]
        self._show(await billing.get_organization(actor, slug[:100]))

    @event(billing.get_organization)
    async def look(self, actor: Actor) -> None:
        """Whether the subscription has ended by now; what stands in the form stays."""
        self._show(await billing.get_organization(actor, self.slug), fills=False)

    @event(billing.arrange_plan, background=True)
    async def arrange(self, actor: Actor, form: billing.ArrangeForm) -> None:
        async with self:
            self.errors, self.busy = {}, True
        try:
            await billing.arrange_plan(actor, UUID(self.organization_id), form)
        finally:
            async with self:
                self.busy = False
        seen = await billing.get_organization(actor, self.slug)
        async with self:
            said = (
                f"The terms of {seen.name} have changed." if self.arranged else f"{seen.name} is on {seen.plan_name}."
            )
            self._show(seen)
            self.arranged_now += 1
            await notify(self, said)

    @event(billing.end_arrangement)
    async def end(self, actor: Actor, organization: UUID) -> None:
        await billing.end_arrangement(actor, organization)
        self._show(await billing.get_organization(actor, self.slug))
        await notify(self, f"The arranged plan of {self.name} has ended.")

    def _show(self, seen: billing.OrganizationDesk, *, fills: bool = True) -> None:
        self.organization_id, self.name, self.slug = str(seen.id), seen.name, seen.slug
        self.created = seen.created_at.isoformat()
        self.owners = [OwnerLine(owner.name, owner.email) for owner in seen.owners]
        self.members = f"{seen.members:,}{f', and {seen.held:,} invited' if seen.held else ''}"
        self.seats = plans.counted(plans.Quantity.SEATS, seen.seats)
        self.plan, self.status, self.arranged = seen.plan_name, seen.status.value, seen.terms is not None
        self.terms = _terms(seen.terms) if seen.terms else []
        self.note, self.by = (seen.terms.note, seen.terms.by) if seen.terms else ("", "")
        self.since = seen.terms.starts_at.isoformat() if seen.terms else ""
        self.paid, self.paid_until = (_paid(seen.paid), seen.paid.paid_until.isoformat()) if seen.paid else ("", "")
        self.loading = False
        if fills:
            self.typed, self.filled = _typed(seen), self.filled + 1


def _terms(terms: billing.Terms) -> list[tuple[str, str]]:
    until = f"{terms.last_day:%b} {terms.last_day.day}, {terms.last_day.year}" if terms.last_day else "Open-ended"
    return [*((plans.QUANTITIES[one].name, _limit(terms, one)) for one in plans.Quantity), ("Runs until", until)]


def _limit(terms: billing.Terms, quantity: plans.Quantity) -> str:
    limit = terms.limits.get(quantity)
    return "Without limit" if limit is None else plans.size(quantity, limit)


def _paid(paid: billing.PaidPlan) -> str:
    seats = f"{paid.quantity:,} {'seat' if paid.quantity == 1 else 'seats'}"
    price = f", {format_money(paid.total, paid.currency)} a {paid.interval}" if paid.interval else ""
    return f"{paid.name}, {seats}{price}"


def _typed(seen: billing.OrganizationDesk) -> dict[str, str]:
    """What runs; for a first arrangement what the plan usually has, and seats for everybody who is there."""
    if seen.terms:
        limits = {one.value: seen.terms.limits.get(one) for one in plans.Quantity}
        day = seen.terms.last_day.isoformat() if seen.terms.last_day else ""
    else:
        limits = {one.value: billing.ARRANGED_PLAN.limit(one) for one in plans.Quantity}
        limits[plans.Quantity.SEATS.value] = max(seen.members + seen.held, seen.seats or 0)
        day = ""
    numbers = {name: "" if limit is None else f"{limit}" for name, limit in limits.items()}
    return {**numbers, "until": day, "note": seen.terms.note if seen.terms else ""}
