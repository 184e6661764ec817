"""What the pages of platform admins show and do, a state for each page."""

from .attention import AttentionState
from .events import EventsState
from .reconciliation import ReconciliationState

__all__ = ["AttentionState", "EventsState", "ReconciliationState"]
