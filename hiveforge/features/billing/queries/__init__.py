"""Reads of billing's rows."""

from .admin import ENDING_SOON, attention, customers, differences, events, indebted, lapsed, paid_beside
from .directory import is_there, organization, organizations, owners, standings
from .tenant import (
    arrangement,
    checkout,
    customer,
    customer_named,
    invoices,
    known_invoices,
    ours,
    seats,
    standing,
    subscription,
    unsettled_checkouts,
)

__all__ = [
    "ENDING_SOON",
    "arrangement",
    "attention",
    "checkout",
    "customer",
    "customer_named",
    "customers",
    "differences",
    "events",
    "indebted",
    "invoices",
    "is_there",
    "known_invoices",
    "lapsed",
    "organization",
    "organizations",
    "ours",
    "owners",
    "paid_beside",
    "seats",
    "standing",
    "standings",
    "subscription",
    "unsettled_checkouts",
]
