"""The usage page: what was used in the time that its address names, and the budgets of members and API keys."""

from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.features.usage import service
from hiveforge.features.usage.schemas import Budget, BudgetForm, KeyBudgetForm, Span
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .rows import (
    Bar,
    KeyLine,
    MemberLine,
    ShareLine,
    Summary,
    bars,
    chart_in_words,
    days_in_words,
    key_lines,
    member_lines,
    share_lines,
    summary,
)


class UsagePage(FormState, rx.State):
    """`chart` says in words what the bars show, `span` is the time looked at, `used` whether anything was used in it,
    `by_key` whether there are API keys.

    `edited` is the member or the API key whose budget is being changed, `edited_name` and `edited_budget` what the dialog shows of it.
    """

    summary: Summary = Summary()
    bars: list[Bar] = []
    chart: str = ""
    days: str = ""
    members: list[MemberLine] = []
    keys: list[KeyLine] = []
    models: list[ShareLine] = []
    features: list[ShareLine] = []
    total: int = 0
    page: int = 1
    span: str = Span.THIS.value
    used: bool = False
    by_key: bool = False
    query: str = ""
    loading: bool = True
    edited: str = ""
    edited_name: str = ""
    edited_budget: str = ""
    saved: int = 0

    @load(service.figures)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        table = TableQuery.parse(asked, sorts=("credits",))
        figures = await service.figures(actor, Span.lenient(asked.get("period", "")))
        self.summary = summary(await service.balance(actor))
        self.bars, self.chart, self.days = bars(figures), chart_in_words(figures), days_in_words(figures)
        lines = member_lines(figures)
        self.members, self.total = lines[table.offset : table.offset + table.page_size], len(lines)
        self.keys = key_lines(figures)
        self.by_key = bool(self.keys)
        self.models = share_lines(figures.models, figures.credits)
        self.features = share_lines(figures.features, figures.credits)
        self.page, self.span, self.used = table.page, figures.span.value, figures.acts > 0
        self.query, self.loading = self.router.url.query, False

    @event(service.get_budget)
    async def edit(self, actor: Actor, member: UUID) -> None:
        """The dialog is about this member now."""
        found = await service.get_budget(actor, member)
        self._edit(found.member, found.name, found.credits)

    @form(service.set_budget)
    async def set_budget(self, actor: Actor, form: Budget) -> None:
        await service.set_budget(actor, BudgetForm(member=_id(self.edited), credits=form.credits))
        self.saved += 1
        await notify(self, f"{self.edited_name} may use {form.credits:,} AI credits in each period.")

    @event(service.clear_budget)
    async def clear_budget(self, actor: Actor, member: UUID) -> None:
        await service.clear_budget(actor, member)
        await notify(self, "The budget is removed.")

    @event(service.get_key_budget)
    async def edit_key(self, actor: Actor, key: UUID) -> None:
        """The dialog is about this API key now."""
        found = await service.get_key_budget(actor, key)
        self._edit(found.key, found.name, found.credits)

    @form(service.set_key_budget)
    async def set_key_budget(self, actor: Actor, form: Budget) -> None:
        await service.set_key_budget(actor, KeyBudgetForm(key=_id(self.edited), credits=form.credits))
        self.saved += 1
        await notify(self, f"{self.edited_name} may use {form.credits:,} AI credits in each period.")

    @event(service.clear_key_budget)
    async def clear_key_budget(self, actor: Actor, key: UUID) -> None:
        await service.clear_key_budget(actor, key)
        await notify(self, "The budget is removed.")

    def _edit(self, whose: UUID, name: str, credits: int | None) -> None:  # noqa: A002  the domain's word
        self.edited, self.edited_name, self.errors = str(whose), name, {}
        self.edited_budget = "" if credits is None else str(credits)


def _id(text: str) -> UUID:
    if not text:
        raise NotFound
    return UUID(text)
