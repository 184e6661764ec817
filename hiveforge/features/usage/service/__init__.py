"""What the ledger decides and writes."""

from .allowances import add_pack, audit_ledger, catch_up, set_allowance
from .balances import balance, choose_overage
from .reporting import report_overage, reported_total
from .spending import release, reserve, settle

__all__ = [
    "add_pack",
    "audit_ledger",
    "balance",
    "catch_up",
    "choose_overage",
    "release",
    "report_overage",
    "reported_total",
    "reserve",
    "set_allowance",
    "settle",
]
