"""Billing: plans that are paid for, what the payment provider says about them, and what they entitle to.

url = await billing.start_checkout(actor, billing.CheckoutForm(plan="pro", interval="month"))
answer = await billing.entitlement(actor, plans.Feature.AUDIT_EXPORT)
"""

from .errors import AlreadySubscribed, FewerSeatsThanPeople, NoSubscription, NotForSale, SeatsNotSold
from .schemas import Banner, BillingOverview, CheckoutForm, SeatPreview, SeatsForm
from .service import (
    banner,
    entitlement,
    overview,
    preview_seats,
    reconcile,
    set_seats,
    start_checkout,
    sync_organization,
    sync_plans,
)

__all__ = [
    "AlreadySubscribed",
    "Banner",
    "BillingOverview",
    "CheckoutForm",
    "FewerSeatsThanPeople",
    "NoSubscription",
    "NotForSale",
    "SeatPreview",
    "SeatsForm",
    "SeatsNotSold",
    "banner",
    "entitlement",
    "overview",
    "preview_seats",
    "reconcile",
    "set_seats",
    "start_checkout",
    "sync_organization",
    "sync_plans",
]
