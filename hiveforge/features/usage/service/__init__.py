"""What the ledger decides and writes."""

from .allowances import add_pack, audit_ledger, catch_up, set_allowance
from .balances import balance, choose_overage
from .budgets import clear_budget, clear_key_budget, get_budget, get_key_budget, set_budget, set_key_budget
from .figures import export_figures, figures
from .refusals import count_refused, list_refused, retry_report
from .reporting import refused_total, report_missing, report_overage, reported_total
from .spending import release, reserve, settle

__all__ = [
    "add_pack",
    "audit_ledger",
    "balance",
    "catch_up",
    "choose_overage",
    "clear_budget",
    "clear_key_budget",
    "count_refused",
    "export_figures",
    "figures",
    "get_budget",
    "get_key_budget",
    "list_refused",
    "refused_total",
    "release",
    "report_missing",
    "report_overage",
    "reported_total",
    "reserve",
    "retry_report",
    "set_allowance",
    "set_budget",
    "set_key_budget",
    "settle",
]
