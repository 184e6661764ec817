"""The pricing page says what `features/plans` says: changed data is another page."""

import re

import pytest
import reflex as rx
from reflex_base.components.component import BaseComponent
from reflex_components_core.base.bare import Bare

from hiveforge.features import plans
from hiveforge.features.marketing import rules
from hiveforge.features.marketing.components.plan_cards import plan_cards
from hiveforge.features.marketing.pages.pricing import pricing
from hiveforge.features.plans import Feature, Interval, Plan, Price, Quantity

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
# What no plan decides: a plan that is free costs nothing, and how long deleted organizations are kept.
NOT_OF_PLANS = {"0", "30"}

OTHER_PLANS = (
    Plan(
        key="free", name="Free", summary="For nobody.",
        limits={
            Quantity.SEATS: 17, Quantity.AI_CREDITS: 171, Quantity.API_REQUESTS_PER_MINUTE: 172, Quantity.DOCUMENTS: 173,
            Quantity.STORAGE_MEGABYTES: 174, Quantity.AUDIT_DAYS: 175,
        },
    ),
    Plan(
        key="pro", name="Team", summary="For everybody.", per_seat=True, trial_days=21, highlighted=True,
        prices=(Price(interval=Interval.MONTH, amount=2350), Price(interval=Interval.YEAR, amount=25000)),
        features=frozenset({Feature.OVERAGE}),
        limits={
            Quantity.SEATS: 271, Quantity.AI_CREDITS: 2710, Quantity.API_REQUESTS_PER_MINUTE: 272,
            Quantity.DOCUMENTS: 2730, Quantity.STORAGE_MEGABYTES: 27000, Quantity.AUDIT_DAYS: 275,
        },
    ),
    Plan(
        key="enterprise", name="Company", summary="For companies.", by_arrangement=True,
        features=frozenset({Feature.OVERAGE, Feature.SINGLE_INVOICE}),
        limits={Quantity.AI_CREDITS: 37100, Quantity.API_REQUESTS_PER_MINUTE: 3720},
    ),
)  # fmt: skip


def texts(shown: BaseComponent) -> list[str]:
    """What can be read, in order."""
    if isinstance(shown, Bare):
        return [str(getattr(shown.contents, "_var_value", shown.contents))]
    return [text for child in shown.children for text in texts(child)]


def numbers(shown: BaseComponent) -> set[str]:
    return {number for text in texts(shown) for number in NUMBER.findall(text)}


@pytest.fixture
def other_plans(monkeypatch):
    monkeypatch.setattr(plans, "PLANS", OTHER_PLANS)
    monkeypatch.setattr(plans, "FREE", OTHER_PLANS[0])
    monkeypatch.setattr(plans, "METER", {"unit_amount": 7})
    monkeypatch.setattr(plans, "PACKS", {"credits": 4100, "amount": 4300})


def card(name: str) -> rx.Component:
    return plan_cards().children[1].children[[plan.name for plan in plans.PLANS].index(name)]


def test_page_states_every_price_and_limit_of_the_plans():
    said = " ".join(texts(pricing()))
    for plan in plans.PLANS:
        assert plan.name in said
        assert plan.summary in said
    for words in (
        "$20", "$16", "$192 billed yearly", "20% less", "$240", "$48", "Free for 14 days", "Up to 200 seats",
        "2,000 AI credits a month", "600 API requests a minute", "5,000 documents", "20 GB of storage", "500 MB of storage",
        "365 days of audit log", "50,000", "Pack of 1,000 AI credits", "$15", "$0.02 each",
    ):  # fmt: skip
        assert words in said, words


def test_every_number_comes_from_the_plans(other_plans, monkeypatch):
    other = numbers(pricing())
    monkeypatch.undo()
    assert numbers(pricing()) & other == NOT_OF_PLANS


def test_changed_plans_are_another_page(other_plans):
    said = " ".join(texts(pricing()))
    for words in (
        "$23.50", "$20.83", "$250 billed yearly", "11% less", "$282", "$32", "Free for 21 days", "Up to 17 seats", "27 GB",
        "174 MB", "Pack of 4,100 AI credits", "$43", "$0.07 each", "Team", "Company",
    ):  # fmt: skip
        assert words in said, words
    assert "Pro" not in said.replace("Product", "")


def test_amounts_are_in_the_currency_of_the_plans(other_plans, monkeypatch):
    monkeypatch.setattr(plans, "CURRENCY", "eur")
    said = " ".join(texts(pricing()))
    assert "€23.50" in said
    assert "$" not in said


def test_enterprise_names_no_price():
    said = texts(card("Enterprise"))
    assert "By arrangement" in said
    assert not [text for text in said if "$" in text]
    column = [line.cells[-1] for line in (*rules.prices(), *rules.extras())]
    assert not [cell for cell in column if "$" in str(cell)]
    assert "Enterprise by arrangement" in rules.description()


@pytest.mark.parametrize(("plan", "target"), [("Free", "/sign-up"), ("Pro", "/sign-up"), ("Enterprise", "/contact")])
def test_every_card_leads_on(plan, target):
    assert re.findall(r'to:"([^"]+)"', str(card(plan))) == [target]


def test_every_limit_and_feature_has_its_line():
    assert [len(line.cells) for line in (*rules.prices(), *rules.limits(), *rules.extras())] == [len(plans.PLANS)] * (
        3 + len(Quantity) + len(Feature) + 1
    )
    sold = {line.label: line.cells for line in rules.extras()}
    assert sold["Downloads of the audit log"] == (False, True, True)
    assert sold["One invoice for several organizations"] == (False, False, True)
    assert sold["AI credits beyond the plan"] == (False, "$0.02 each", "By arrangement")


def test_prices_are_said_to_be_per_seat_where_they_are():
    pro = " ".join(texts(card("Pro")))
    assert "per seat and month, billed monthly" in pro
    assert "per seat and month, $192 billed yearly" in pro
    assert "per seat" not in " ".join(texts(card("Free")))


def test_saving_is_rounded_in_our_disfavour(other_plans):
    assert rules.most_saved_percent() == 11  # of 11.35


def test_one_plan_is_recommended():
    assert [plan.key for plan in plans.PLANS if plan.highlighted] == ["pro"]
