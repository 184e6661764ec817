"""The plans line by line: everything that is in `features/plans`, and nothing else."""

from hiveforge.features import plans
from hiveforge.features.marketing.schemas import Cell, Line
from hiveforge.features.plans import Feature, Interval, Plan, Quantity

from .pricing import BY_ARRANGEMENT, money


def prices() -> list[Line]:
    """What a seat costs, both ways, and how long it may be tried."""
    return [
        Line("Price a month", tuple(_price(plan, Interval.MONTH) for plan in plans.PLANS)),
        Line("Price a year, paid at once", tuple(_price(plan, Interval.YEAR) for plan in plans.PLANS)),
        Line("Free trial", tuple(f"{plan.trial_days} days" if plan.trial_days else False for plan in plans.PLANS)),
    ]


def limits() -> list[Line]:
    """Everything that plans count."""
    return [
        Line(plans.QUANTITIES[quantity].name, tuple(_limit(plan, quantity) for plan in plans.PLANS))
        for quantity in plans.Quantity
    ]


def extras() -> list[Line]:
    """Everything that plans switch on, and what can be bought besides."""
    features = [
        Line(plans.feature(feature), tuple(_feature(plan, feature) for plan in plans.PLANS))
        for feature in plans.Feature
    ]
    pack = f"Pack of {plans.PACKS['credits']:,} AI credits"
    return [*features, Line(pack, tuple(_unless_arranged(plan, plans.PACKS["amount"]) for plan in plans.PLANS))]


def _price(plan: Plan, interval: Interval) -> Cell:
    if not plan.for_sale:
        return _unless_arranged(plan, 0)
    return f"{money(plan.price(interval).amount)}{' per seat' if plan.per_seat else ''}"


def _limit(plan: Plan, quantity: Quantity) -> Cell:
    limit = plan.limit(quantity)
    return "No limit" if limit is None else plans.size(quantity, limit)


def _feature(plan: Plan, feature: Feature) -> Cell:
    if feature not in plan.features or feature is not Feature.OVERAGE:
        return feature in plan.features
    cost = _unless_arranged(plan, plans.METER["unit_amount"])
    return cost if plan.by_arrangement else f"{cost} each"


def _unless_arranged(plan: Plan, amount: int) -> str:
    return BY_ARRANGEMENT if plan.by_arrangement else money(amount)
