"""`/api/v1/organizations/{organization}/usage`: what is left of the AI credits, who used them, and who may use how many."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from hiveforge.web.actor import InOrganization, SignedInActor
from hiveforge.web.downloads import csv_download

from . import service
from .schemas import Balance, Budget, BudgetForm, BudgetRow, Figures, KeyBudgetForm, KeyBudgetRow, Span, UseRow

api = APIRouter(prefix="/api/v1/organizations/{organization}/usage", tags=["usage"], dependencies=[InOrganization])
files = APIRouter(prefix="/o/{organization}", include_in_schema=False)
_HEADER = ("Day (UTC)", "Member", "API key", "Model", "Feature", "Acts", "Credits")


@api.get("")
async def get_usage(actor: SignedInActor) -> Balance:
    """The AI credits of this period: included, bought, held, used, and what can be used now."""
    return await service.balance(actor)


@api.get("/report")
async def get_report(
    actor: SignedInActor,
    period: Annotated[Span, Query(description="A period of the allowance, or the last 90 days.")] = Span.THIS,
) -> Figures:
    """What was used, by day, member, API key, model and feature. Members and keys without use are in it, for their budgets."""
    return await service.figures(actor, period)


@api.get("/budgets/{member}")
async def get_budget(actor: SignedInActor, member: UUID) -> BudgetRow:
    """What a member may use in each period. For owners and admins."""
    return await service.get_budget(actor, member)


@api.put("/budgets/{member}", status_code=204)
async def set_budget(actor: SignedInActor, member: UUID, form: Budget) -> None:
    """Let a member use this many credits in each period. For owners and admins."""
    await service.set_budget(actor, BudgetForm(member=member, credits=form.credits))


@api.delete("/budgets/{member}", status_code=204)
async def clear_budget(actor: SignedInActor, member: UUID) -> None:
    """Let a member use whatever the organization has. For owners and admins."""
    await service.clear_budget(actor, member)


@api.get("/key-budgets/{key}")
async def get_key_budget(actor: SignedInActor, key: UUID) -> KeyBudgetRow:
    """What an API key may use in each period. For owners and admins."""
    return await service.get_key_budget(actor, key)


@api.put("/key-budgets/{key}", status_code=204)
async def set_key_budget(actor: SignedInActor, key: UUID, form: Budget) -> None:
    """Let an API key use this many credits in each period, within its maker's budget. For owners and admins."""
    await service.set_key_budget(actor, KeyBudgetForm(key=key, credits=form.credits))


@api.delete("/key-budgets/{key}", status_code=204)
async def clear_key_budget(actor: SignedInActor, key: UUID) -> None:
    """Let an API key use whatever its maker may. For owners and admins."""
    await service.clear_key_budget(actor, key)


@files.get("/usage.csv")
async def download_figures(actor: SignedInActor, period: str = "") -> StreamingResponse:
    """What the page shows for this query string, line by line."""
    rows = await service.export_figures(actor, Span.lenient(period))
    return csv_download(f"usage-{actor.slug}", _HEADER, _cells(rows))


async def _cells(rows: Sequence[UseRow]) -> AsyncIterator[Sequence[object]]:
    for row in rows:
        yield row.day.isoformat(), row.member, row.key, row.model, row.feature, row.acts, row.credits


router = APIRouter()
router.include_router(api)
router.include_router(files)
