"""The plans of this installation, read once from `schemas/plans.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from hiveforge.features.plans.schemas import Plan

_FILE = Path(__file__).parents[1] / "schemas" / "plans.toml"
_READ = tomllib.loads(_FILE.read_text())

CURRENCY: str = _READ["currency"]
METER: Mapping[str, Any] = _READ["meter"]
PORTAL: Mapping[str, Any] = _READ["portal"]
PACKS: Mapping[str, int] = _READ["packs"]
PLANS: tuple[Plan, ...] = TypeAdapter(tuple[Plan, ...]).validate_python(_READ["plan"])
FREE: Plan = next(plan for plan in PLANS if plan.free)


def get(key: str) -> Plan:
    """The plan with this key. A plan that is no longer sold has left the file: its organizations are on Free."""
    return next((plan for plan in PLANS if plan.key == key), FREE)


def with_price(lookup_key: str) -> Plan | None:
    """The plan that a price in Stripe belongs to, by the price's lookup key; None for prices that are not ours."""
    return next((plan for plan in PLANS for price in plan.prices if price.lookup_key(plan.key) == lookup_key), None)
