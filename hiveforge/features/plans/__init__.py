"""Plans: what can be bought and what it includes, from one file. No data of customers, no decisions about them.

plan = plans.get("pro")
plan.limit(plans.Quantity.SEATS)
"""

from .rules import (
    CURRENCY,
    FREE,
    METER,
    PACKS,
    PLANS,
    PORTAL,
    QUANTITIES,
    counted,
    feature,
    get,
    included,
    size,
    with_price,
)
from .schemas import Feature, Interval, Plan, Price, Quantity

__all__ = [
    "CURRENCY",
    "FREE",
    "METER",
    "PACKS",
    "PLANS",
    "PORTAL",
    "QUANTITIES",
    "Feature",
    "Interval",
    "Plan",
    "Price",
    "Quantity",
    "counted",
    "feature",
    "get",
    "included",
    "size",
    "with_price",
]
