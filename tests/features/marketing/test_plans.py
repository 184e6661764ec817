"""The plans as the pricing page states them."""

import itertools

import pytest

from hiveforge.features.marketing import PLANS, rules


def test_plans_have_keys_of_their_own():
    assert [plan.key for plan in PLANS] == ["free", "pro", "enterprise"]


def test_paying_for_a_year_never_costs_more():
    assert all(plan.price_yearly <= plan.price_monthly for plan in PLANS)


def test_larger_plans_never_give_less():
    for smaller, larger in itertools.pairwise(PLANS):
        assert larger.price_monthly > smaller.price_monthly
        assert larger.api_requests_per_minute > smaller.api_requests_per_minute
        assert _no_less(larger.members, smaller.members)
        assert _no_less(larger.audit_days, smaller.audit_days)


def test_one_plan_is_recommended():
    assert [plan.key for plan in PLANS if plan.highlighted] == ["pro"]


@pytest.mark.parametrize(("cents", "shown"), [(0, "$0"), (2000, "$20"), (1950, "$19.50"), (5, "$0.05")])
def test_price_shows_no_needless_cents(cents, shown):
    assert rules.price(cents) == shown


def test_saving_is_rounded_in_our_disfavour():
    pro = PLANS[1]
    assert rules.saved_percent(pro) == 20
    assert rules.saved_percent(PLANS[0]) == 0


def _no_less(larger: int | None, smaller: int | None) -> bool:
    return larger is None or (smaller is not None and larger >= smaller)
