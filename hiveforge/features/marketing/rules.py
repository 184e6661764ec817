"""The plans as the pricing page states them."""

from collections.abc import Callable

from .schemas import Plan

PLANS = (
    Plan(
        key="free", name="Free", summary="For trying it out, and for small teams that stay small.",
        price_monthly=0, price_yearly=0, members=3, audit_days=30, api_requests_per_minute=60,
    ),
    Plan(
        key="pro", name="Pro", summary="For teams that work in it every day.",
        price_monthly=2000, price_yearly=1600, members=None, audit_days=365, api_requests_per_minute=600,
        trial_days=14, highlighted=True,
    ),
    Plan(
        key="enterprise", name="Enterprise", summary="For companies with auditors and heavy integrations.",
        price_monthly=4500, price_yearly=3600, members=None, audit_days=None, api_requests_per_minute=3000,
    ),
)  # fmt: skip


def price(cents: int) -> str:
    """As people write it, "$20" or "$19.50": no fraction that is not there."""
    return f"${cents // 100}" if cents % 100 == 0 else f"${cents / 100:.2f}"


def saved_percent(plan: Plan) -> int:
    """How much cheaper a month is when a year is paid at once, rounded down."""
    return 0 if plan.free else (plan.price_monthly - plan.price_yearly) * 100 // plan.price_monthly


def members(plan: Plan) -> str:
    return "Unlimited members" if plan.members is None else f"Up to {plan.members} members"


def audit(plan: Plan) -> str:
    if plan.audit_days is None:
        return "Audit log kept for good"
    return "Audit log for a year" if plan.audit_days == 365 else f"Audit log for {plan.audit_days} days"


def requests(plan: Plan) -> str:
    return f"{plan.api_requests_per_minute:,} API requests a minute"


LIMITS: tuple[Callable[[Plan], str], ...] = (members, audit, requests)
EVERY_PLAN = (
    "Unlimited organizations, each isolated by Postgres",
    "Owner, admin, member and viewer roles",
    "Invitations by email and by link",
    "REST API with OpenAPI",
    "Live updates in every open tab",
    "30 days to restore a deleted organization",
)
