"""Answers about one feature or quantity of a plan."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from hiveforge.core.entitlements import Entitlement
from hiveforge.features import plans
from hiveforge.features.billing.models import BillingStanding

from .showing import plan_now


def entitlement(standing: BillingStanding | None, asked: StrEnum, *, slug: str, at: datetime) -> Entitlement:
    """What the plan that counts at `at` says about `asked`."""
    plan, url = plan_now(standing, at), f"/o/{slug}/billing"
    if isinstance(asked, plans.Quantity):
        limit = plan.limit(asked)
        if asked is plans.Quantity.SEATS and standing and plan.key == standing.plan:
            limit = standing.seats
        return Entitlement(asked.value, limit is None or limit > 0, plan.key, url, limit=limit, remaining=limit)
    return Entitlement(asked.value, asked in plan.features, plan.key, url)


def counted(found: Entitlement, used: int, resets_at: datetime | None = None) -> Entitlement:
    """The same, with what is used of it."""
    remaining = None if found.limit is None else max(found.limit - used, 0)
    allowed = remaining is None or remaining > 0
    return replace(found, allowed=allowed, used=used, remaining=remaining, resets_at=resets_at)
