"""The plans as they stand in the file, and their features and limits in words."""

from .file import CURRENCY, FREE, METER, PACKS, PLANS, PORTAL, get, with_price
from .words import QUANTITIES, counted, feature, included, size

__all__ = [
    "CURRENCY",
    "FREE",
    "METER",
    "PACKS",
    "PLANS",
    "PORTAL",
    "QUANTITIES",
    "counted",
    "feature",
    "get",
    "included",
    "size",
    "with_price",
]
