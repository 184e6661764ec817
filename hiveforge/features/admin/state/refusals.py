"""Overage that Stripe refused to count, and having it reported again."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import usage
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify

from .attention import AttentionState

_MOST = 50


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """`used` and `refused` are ISO times, `credits` is in words."""

    id: str
    organization: str
    customer: str
    credits: str
    used: str
    refused: str
    reason: str


class RefusalsState(rx.State):
    """The newest of `total`; `more` are not shown, and come up as those above them are settled."""

    refusals: list[RefusalLine] = []
    total: int = 0
    more: int = 0
    loading: bool = True

    @load(usage.list_refused)
    async def load(self, actor: Actor) -> None:
        await self._list(actor)

    @event(usage.retry_report)
    async def retry(self, actor: Actor, report: UUID) -> None:
        await usage.retry_report(actor, report)
        await self._list(actor)
        await notify(self, "The credits are reported again. If Stripe refuses them once more, they come back here.")

    async def _list(self, actor: Actor) -> None:
        page = await usage.list_refused(actor, limit=_MOST)
        self.refusals = [_line(row) for row in page.rows]
        self.total, self.more, self.loading = page.total, page.total - len(page.rows), False
        await (await self.get_state(AttentionState))._ask(actor)


def _line(row: usage.RefusedReport) -> RefusalLine:
    return RefusalLine(
        id=str(row.id),
        organization=row.organization_name or "Deleted organization",
        customer=row.payer,
        credits="1 credit" if row.amount == 1 else f"{row.amount:,} credits",
        used=row.used_at.isoformat(),
        refused=row.refused_at.isoformat(),
        reason=row.reason,
    )
