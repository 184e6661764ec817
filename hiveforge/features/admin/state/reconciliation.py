"""Where Stripe and we differ. Comparing and fixing call Stripe, so they run while the tab stays usable."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import billing
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery

from .attention import AttentionState

_EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """`fixed` is an ISO time, empty while the difference stands; `obstacle` then says why it cannot be fixed here."""

    id: str
    organization: str
    kind: str
    subject: str
    stripe_says: str
    we_say: str
    found: str
    fixed: str
    fixed_by: str
    fixable: bool
    remedy: str
    obstacle: str


class ReconciliationState(rx.State):
    """`fixing` is the id of the difference that is being fixed."""

    differences: list[DifferenceLine] = []
    total: int = 0
    page: int = 1
    loading: bool = True
    comparing: bool = False
    fixing: str = ""

    @load(billing.list_differences)
    async def load(self, actor: Actor) -> None:
        await self._list(actor)

    @event(billing.reconcile_now, background=True)
    async def compare(self, actor: Actor) -> None:
        async with self:
            self.comparing = True
        try:
            done = await billing.reconcile_now(actor)
        finally:
            async with self:
                self.comparing = False
        async with self:
            await self._list(actor)
            await notify(self, _outcome(done))

    @event(billing.fix_difference, background=True)
    async def fix(self, actor: Actor, difference: UUID) -> None:
        async with self:
            self.fixing = str(difference)
        try:
            await billing.fix_difference(actor, difference)
        finally:
            async with self:
                self.fixing = ""
                await self._list(actor)
        async with self:
            await notify(self, "Stripe and HiveForge agree about it now.")

    async def _list(self, actor: Actor) -> None:
        table = TableQuery.parse(self.router.url.query_parameters, sorts=["found"], filters={"show": [_EVERYTHING]})
        page = await billing.list_differences(
            actor, standing_only=not table.filters, offset=table.offset, limit=table.page_size
        )
        self.differences = [_line(row) for row in page.rows]
        self.total, self.page, self.loading = page.total, table.page, False
        await (await self.get_state(AttentionState))._ask(actor)


def _line(row: billing.Difference) -> DifferenceLine:
    return DifferenceLine(
        id=str(row.id),
        organization=row.organization_name or "Deleted organization",
        kind=row.kind,
        subject=row.subject,
        stripe_says=row.stripe_says,
        we_say=row.we_say,
        found=row.found_at.isoformat(),
        fixed=row.fixed_at.isoformat() if row.fixed_at else "",
        fixed_by=row.fixed_by,
        fixable=row.fixable,
        remedy=row.remedy,
        obstacle="" if row.fixed_at else row.obstacle,
    )


def _outcome(done: billing.Reconciliation) -> str:
    said = [f"Checked {_counted(done.checked, 'customer')}, found {_counted(done.found, 'difference')}."]
    if done.failed:
        said.append(f"{_counted(done.failed, 'customer')} could not be checked: Stripe did not answer.")
    return " ".join(said)


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
