"""Questions about the plans, answered with what is in `features/plans`."""

from hiveforge.features import organizations, plans
from hiveforge.features.plans import Feature, Interval, Plan

from .pricing import money, saved, saved_percent


def questions() -> list[tuple[str, str]]:
    """Each with its answer."""
    return [
        (
            "What counts as a seat?",
            (
                "Everybody who has joined the organization, whatever their role. An open invitation by email holds a "
                "seat until it is accepted or withdrawn, seven days at most."
            ),
        ),
        *[_trial(plan) for plan in plans.PLANS if plan.trial_days],
        *[_yearly(plan) for plan in plans.PLANS if plan.for_sale],
        ("What happens when the AI credits of a month are used?", _credits()),
        (
            "Can we change our minds?",
            (
                "Yes. Seats and plans change at any time, and you see the exact amount before anything is charged. When "
                f"a paid plan ends, the organization is on {plans.FREE.name}: everything is kept, and what is above its "
                "limits can still be read."
            ),
        ),
        (
            "Can one person be in several organizations?",
            "Yes, in as many as they like, with one account. Each organization has a plan of its own.",
        ),
        (
            "What happens to our data when we leave?",
            (
                f"A deleted organization can be restored for {organizations.RESTORABLE_FOR.days} days. After that its "
                "rows are gone."
            ),
        ),
    ]


def _trial(plan: Plan) -> tuple[str, str]:
    return (
        f"How does the trial of {plan.name} work?",
        (
            f"An organization's first {plan.trial_days} days of {plan.name} are free. Cancel before they end and nothing "
            "is charged; otherwise the plan goes on by itself."
        ),
    )


def _yearly(plan: Plan) -> tuple[str, str]:
    month, year = plan.price(Interval.MONTH).amount, plan.price(Interval.YEAR).amount
    each = "a seat" if plan.per_seat else "it"
    return (
        f"What do we save with {plan.name} by the year?",
        (
            f"Paid by the month, {each} costs {money(12 * month)} in a year; paid at once, {money(year)}. That is "
            f"{money(saved(plan))} or {saved_percent(plan)}% less."
        ),
    )


def _credits() -> str:
    metered = " and ".join(plan.name for plan in plans.PLANS if Feature.OVERAGE in plan.features and plan.for_sale)
    return (
        "AI features pause until the next month begins, unless you go on: a pack of "
        f"{plans.PACKS['credits']:,} credits costs {money(plans.PACKS['amount'])} and lasts until it is used. On "
        f"{metered} an owner or admin may also allow further credits at {money(plans.METER['unit_amount'])} each, up to a budget "
        "they set."
    )
