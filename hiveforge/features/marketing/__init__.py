"""The public site: what HiveForge is and what it costs. Static pages that read without JavaScript; no data, no state."""

from .rules import PLANS
from .schemas import Plan

__all__ = ["PLANS", "Plan"]
