"""What the pages of platform admins show and do, a state for each page."""

from .attention import AttentionState
from .events import EventsState
from .organization import OrganizationState
from .organizations import OrganizationsState
from .reconciliation import ReconciliationState
from .refusals import RefusalsState
from .requests import RequestsState

__all__ = [
    "AttentionState",
    "EventsState",
    "OrganizationState",
    "OrganizationsState",
    "ReconciliationState",
    "RefusalsState",
    "RequestsState",
]
