"""What plans cost, and what is saved by paying for a year."""

from hiveforge.core.money import format_money
from hiveforge.features import plans
from hiveforge.features.plans import Interval, Plan

BY_ARRANGEMENT = "By arrangement"


def money(amount: int) -> str:
    return format_money(amount, plans.CURRENCY)


def price(plan: Plan, interval: Interval) -> str:
    """What a month costs when it is paid by this interval; a plan by arrangement names no price."""
    if plan.by_arrangement:
        return BY_ARRANGEMENT
    return money(0 if plan.free else plan.price(interval).monthly)


def terms(plan: Plan) -> str:
    """What stands below the monthly price."""
    if plan.by_arrangement:
        return "on terms that fit you"
    return "for as long as you like" if plan.free else f"{_each(plan)} month, billed monthly"


def yearly_terms(plan: Plan) -> str:
    """What stands below the price of a month when a year is paid at once."""
    if not plan.for_sale:
        return terms(plan)
    return f"{_each(plan)} month, {money(plan.price(Interval.YEAR).amount)} billed yearly"


def trial(plan: Plan) -> str:
    """What trying it out costs; empty for plans without a trial."""
    return f"Free for {plan.trial_days} days. Cancel before they end and nothing is charged." if plan.trial_days else ""


def saved(plan: Plan) -> int:
    """How much less a year costs when it is paid at once."""
    return 12 * plan.price(Interval.MONTH).amount - plan.price(Interval.YEAR).amount


def saved_percent(plan: Plan) -> int:
    """The same in percent, rounded down."""
    return saved(plan) * 100 // (12 * plan.price(Interval.MONTH).amount) if plan.for_sale else 0


def most_saved_percent() -> int:
    """What the plan saves that saves most."""
    return max(saved_percent(plan) for plan in plans.PLANS)


def description() -> str:
    """The page in one sentence, for search engines."""
    names = ", ".join(
        f"{plan.name} {price(plan, Interval.MONTH)}{_unit(plan)}" for plan in plans.PLANS if not plan.by_arrangement
    )
    arranged = " and ".join(plan.name for plan in plans.PLANS if plan.by_arrangement)
    return f"What HiveForge costs: {names}, monthly or yearly; {arranged} by arrangement."


def _each(plan: Plan) -> str:
    return "per seat and" if plan.per_seat else "per"


def _unit(plan: Plan) -> str:
    return "" if plan.free else f" {_each(plan)} month"
