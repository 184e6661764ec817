"""What the ledger refuses, and what to do instead."""

from hiveforge.core.errors import Invalid, LimitReached


class OutOfCredits(LimitReached):
    code = "out_of_credits"
    message = "There are not enough AI credits left."


class MemberBudgetReached(LimitReached):
    """The organization may have credits left; this member may not use them."""

    code = "member_budget_reached"
    message = "Your budget of AI credits for this period is used up. Ask an owner or admin to raise it."


class KeyBudgetReached(LimitReached):
    """The organization and the member may have credits left; this API key may not use them."""

    code = "key_budget_reached"
    message = "The API key's budget of AI credits for this period is used up. Ask an owner or admin to raise it."


class OverageNotIncluded(LimitReached):
    code, param = "overage_not_included", "mode"
    message = "Your plan does not allow AI credits beyond what it includes. Choose another plan first."


class BudgetMissing(Invalid):
    code, param = "budget_missing", "budget"
    message = "Say how many credits beyond the plan may be used in a month."
