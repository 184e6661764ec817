"""Checked input. All amounts are AI credits, whole ones."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .words import MOST_AT_ONCE, MOST_BUDGET, OverageMode


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReserveForm(_Form):
    """`key` names the piece of work: the same key reserves once. `purpose` says in a word what it is for."""

    amount: int = Field(ge=1, le=MOST_AT_ONCE)
    key: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    purpose: Annotated[str, StringConstraints(max_length=100)] = ""


class OverageForm(_Form):
    """`budget` is in credits for each period; a credit costs `plans.METER["unit_amount"]`."""

    mode: OverageMode
    budget: int = Field(default=0, ge=0, le=MOST_BUDGET)


class Budget(_Form):
    """In credits for each period of the allowance; none at all is a budget too."""

    credits: int = Field(ge=0, le=MOST_BUDGET)


class BudgetForm(Budget):
    member: UUID


class KeyBudgetForm(Budget):
    key: UUID
