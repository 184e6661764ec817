"""Usage: the ledger of an organization's AI credits. Work reserves, then settles or releases; it knows no plans' prices.

held = await usage.reserve(actor, usage.ReserveForm(amount=20, key=str(message), purpose="assistant"))
paid = await usage.settle(actor, held.id, 12)
"""

from .errors import BudgetMissing, OutOfCredits, OverageNotIncluded
from .schemas import (
    Balance,
    LedgerDifference,
    OverageForm,
    OverageMode,
    RefusedReport,
    RefusedReports,
    Reservation,
    ReservationState,
    ReserveForm,
    Settlement,
)
from .service import (
    add_pack,
    audit_ledger,
    balance,
    choose_overage,
    count_refused,
    list_refused,
    refused_total,
    release,
    report_overage,
    reported_total,
    reserve,
    retry_report,
    set_allowance,
    settle,
)

__all__ = [
    "Balance",
    "BudgetMissing",
    "LedgerDifference",
    "OutOfCredits",
    "OverageForm",
    "OverageMode",
    "OverageNotIncluded",
    "RefusedReport",
    "RefusedReports",
    "Reservation",
    "ReservationState",
    "ReserveForm",
    "Settlement",
    "add_pack",
    "audit_ledger",
    "balance",
    "choose_overage",
    "count_refused",
    "list_refused",
    "refused_total",
    "release",
    "report_overage",
    "reported_total",
    "reserve",
    "retry_report",
    "set_allowance",
    "settle",
]
