"""What the people who run the installation type when they arrange a plan, and what they see of the organizations it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from hiveforge.core.text import several_lines, whole_number
from hiveforge.features.plans import Quantity

from .facts import StandingStatus

LONGEST_NOTE = 1000
MOST = 1_000_000_000


def _limit(typed: object, *, least: int) -> int | None:
    """What is left empty is without limit."""
    return None if typed is None or str(typed).strip() == "" else whole_number(typed, least=least, most=MOST)


def _day(typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise ValueError("Enter a day, such as 2027-12-31.") from None


def _note(typed: str) -> str:
    return several_lines(typed, longest=LONGEST_NOTE, missing="") if typed.strip() else ""


Limit = Annotated[int | None, BeforeValidator(partial(_limit, least=0))]


class ArrangeForm(BaseModel):
    """The terms of a plan by arrangement. An empty limit is none; an empty `until` is open-ended, else its last day (UTC).

    `ends_subscription` agrees to that a paid subscription of the organization ends at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seats: Annotated[int | None, BeforeValidator(partial(_limit, least=1))] = None
    ai_credits: Limit = None
    api_requests_per_minute: Limit = None
    documents: Limit = None
    storage_megabytes: Limit = None
    file_megabytes: Limit = None
    audit_days: Limit = None
    until: Annotated[date | None, BeforeValidator(_day)] = None
    note: Annotated[str, AfterValidator(_note)] = ""
    ends_subscription: bool = False

    @property
    def limits(self) -> Mapping[Quantity, int]:
        """What is limited, and to how much."""
        typed = {quantity: getattr(self, quantity) for quantity in Quantity}
        return {quantity: limit for quantity, limit in typed.items() if limit is not None}


class OrganizationFilter(BaseModel):
    """`search` is part of a name, a slug, or an owner's name or email. `plan` is the key of the plan that counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    search: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """An organization in a list across all of them. `seats` are None without limit."""

    id: UUID
    name: str
    slug: str
    owner: str
    plan_name: str
    status: StandingStatus
    members: int
    seats: int | None


@dataclass(frozen=True, slots=True)
class OrganizationsPage:
    """`total` counts what matches on all pages."""

    rows: list[OrganizationLine]
    total: int


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Terms:
    """An arrangement that runs. `last_day` is None while it is open-ended."""

    limits: Mapping[Quantity, int]
    starts_at: datetime
    last_day: date | None
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class PaidPlan:
    """A subscription at the provider that has not ended. `total` is for one interval, before tax and coupons."""

    name: str
    quantity: int
    total: int
    currency: str
    interval: str
    paid_until: datetime


@dataclass(frozen=True, slots=True)
class OrganizationDesk:
    """What those who run the installation see of one organization.

    `terms` are None unless a plan is arranged, `paid` is None unless a subscription runs at the provider.
    """

    id: UUID
    name: str
    slug: str
    created_at: datetime
    owners: list[Owner]
    members: int
    held: int
    seats: int | None
    plan: str
    plan_name: str
    status: StandingStatus
    terms: Terms | None
    paid: PaidPlan | None
