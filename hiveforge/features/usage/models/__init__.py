"""The ledger: what an organization has, every change of it, what is held for work that runs, and what was reported.

The functions beside the tables are the only writers. All of them first open the account, which locks it, so that acts
on one organization come one after the other; and all of them write by `private.usage_post`, which moves the account
and enters the difference, so that entries add up to the account by construction. Budgets are no part of the ledger: people
write them, and reserving reads them.
"""

from .account import OverageMode, UsageAccount
from .budget import UsageBudget, UsageKeyBudget
from .entry import EntryKind, UsageEntry
from .report import UsageReport
from .reservation import ReservationState, UsageReservation

__all__ = [
    "EntryKind",
    "OverageMode",
    "ReservationState",
    "UsageAccount",
    "UsageBudget",
    "UsageEntry",
    "UsageKeyBudget",
    "UsageReport",
    "UsageReservation",
]
