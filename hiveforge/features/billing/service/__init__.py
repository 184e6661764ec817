"""What billing decides and writes."""

from .arranging import arrange_plan, end_arrangement, keep_arrangements
from .catalogue import sync_plans
from .changes import cancel, change_plan, preview_change, preview_seats, resume, set_seats
from .checkouts import buy_pack, open_portal, preview_checkout, start_checkout
from .directory import get_organization, list_organizations
from .dunning import dun, end_orphans
from .entitling import entitlement
from .fixing import attention, fix_difference, list_differences
from .handling import handle, stranded
from .overview import banner, checkout_status, overview
from .receiving import list_events, receive, replay_event
from .reconciling import reconcile, reconcile_now
from .syncing import refresh, sync_organization

__all__ = [
    "arrange_plan",
    "attention",
    "banner",
    "buy_pack",
    "cancel",
    "change_plan",
    "checkout_status",
    "dun",
    "end_arrangement",
    "end_orphans",
    "entitlement",
    "fix_difference",
    "get_organization",
    "handle",
    "keep_arrangements",
    "list_differences",
    "list_events",
    "list_organizations",
    "open_portal",
    "overview",
    "preview_change",
    "preview_checkout",
    "preview_seats",
    "receive",
    "reconcile",
    "reconcile_now",
    "refresh",
    "replay_event",
    "resume",
    "set_seats",
    "start_checkout",
    "stranded",
    "sync_organization",
    "sync_plans",
]
