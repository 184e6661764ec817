"""Buying a plan and living with it, on the stand-in's own pages."""

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.steps import heading, pay, to_checkout, toast
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role

DECLINED, FAILS_AT_RENEWAL = "4000000000000002", "4000000000000341"
AUTHENTICATED = "4000002500003155"
SOON = 2_000
"""Milliseconds within which open tabs show what was paid."""


@pytest.fixture
def shop(found: Founder) -> Tenant:
    return found("shop")


@pytest.fixture
def owner(visit: Browsers, shop: Tenant) -> Page:
    return visit(f"/o/{shop.slug}/billing", secret=shop.secrets[Role.OWNER])


def plan(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=f"{name} plan")


def upgrade(visit: Browsers, owner: Page, card: str = "4242424242424242") -> None:
    to_checkout(owner)
    pay(visit, owner, card)
    expect(heading(owner)).to_have_text("Thank you")


def test_what_was_paid_is_for_everybody(visit: Browsers, shop: Tenant, owner: Page):
    upgrade(visit, owner)
    assert not faults(owner)
    visit.go(owner, f"/o/{shop.slug}/billing")
    expect(plan(owner, "Pro")).to_be_visible()
    assert not faults(owner)


def test_the_stand_ins_own_pages_are_for_everybody(visit: Browsers, shop: Tenant, owner: Page):
    to_checkout(owner)
    assert not faults(owner, themed=False)
    pay(visit, owner)
    expect(heading(owner)).to_have_text("Thank you")
    visit.go(owner, f"/o/{shop.slug}/billing")
    owner.get_by_role("button", name="Payment details").click()
    expect(heading(owner)).to_contain_text("Test")
    assert not faults(owner, themed=False)
    console = owner.context.new_page()
    console.goto("/_sandbox/stripe")
    assert not faults(console, themed=False)


def test_upgrade_shows_in_every_open_tab(visit: Browsers, shop: Tenant, owner: Page):
    viewer = visit(f"/o/{shop.slug}/billing", secret=shop.secrets[Role.VIEWER])
    second = visit.tab(owner, f"/o/{shop.slug}/billing")
    expect(plan(second, "Free")).to_be_visible()
    upgrade(visit, owner)
    for tab in (second, viewer):
        expect(plan(tab, "Pro")).to_be_visible(timeout=SOON)
        expect(tab.get_by_text("4 of 4")).to_be_visible()
        expect(tab.get_by_text("2,000 AI credits a month")).to_be_visible()
    owner.get_by_role("link", name="See billing").click()
    expect(plan(owner, "Pro")).to_be_visible()


@pytest.mark.refused
def test_declined_card_says_so_and_another_one_pays(visit: Browsers, owner: Page):
    to_checkout(owner)
    owner.get_by_label("Or type a test card's number").fill(DECLINED)
    owner.get_by_role("button", name="Start trial").click()
    expect(owner.get_by_role("alert")).to_contain_text("declined")
    pay(visit, owner)
    expect(heading(owner)).to_have_text("Thank you")


def test_bank_that_asks_is_answered(visit: Browsers, owner: Page):
    to_checkout(owner)
    owner.get_by_label("Or type a test card's number").fill(AUTHENTICATED)
    owner.get_by_role("button", name="Start trial").click()
    with visit.arriving(owner):
        owner.get_by_role("button", name="Complete authentication").click()
    expect(heading(owner)).to_have_text("Thank you")


def test_checkout_that_is_left_changes_nothing(visit: Browsers, owner: Page):
    to_checkout(owner)
    with visit.arriving(owner):
        owner.get_by_role("link", name="Cancel and go back").click()
    expect(plan(owner, "Free")).to_be_visible()


def test_seats_are_changed_at_the_price_that_was_shown(visit: Browsers, shop: Tenant, owner: Page):
    upgrade(visit, owner)
    visit.go(owner, f"/o/{shop.slug}/billing")
    owner.get_by_role("button", name="Change plan").click()
    dialog = owner.get_by_role("dialog", name="Change plan")
    dialog.get_by_label("Seats").fill("6")
    expect(dialog.get_by_text("$120 a month")).to_be_visible()
    assert not faults(owner, something_open=True)
    dialog.get_by_role("button", name="Confirm", exact=True).click()
    expect(toast(owner, "Pro with 6 seats now.")).to_be_visible()
    expect(owner.get_by_text("4 of 6")).to_be_visible()


def test_plan_is_canceled_over_its_limit_and_kept_after_all(visit: Browsers, shop: Tenant, owner: Page):
    upgrade(visit, owner)
    visit.go(owner, f"/o/{shop.slug}/billing")
    owner.get_by_role("button", name="Cancel plan…").click()
    dialog = owner.get_by_role("dialog", name="Cancel plan")
    expect(
        dialog.get_by_text("4 people belong here: all of them stay, and nobody can be added until there is room.")
    ).to_be_visible()
    dialog.get_by_label("Why?").select_option("We do not use it enough")
    dialog.get_by_role("button", name="Cancel plan").click()
    expect(owner.get_by_text("Your paid plan ends on")).to_be_visible()
    assert not faults(owner)
    owner.get_by_role("button", name="Keep the plan").click()
    expect(toast(owner, "Your plan goes on.")).to_be_visible()
    expect(owner.get_by_text("Your paid plan ends on")).to_have_count(0)


def test_viewer_sees_no_buttons(visit: Browsers, shop: Tenant):
    viewer = visit(f"/o/{shop.slug}/billing", secret=shop.secrets[Role.VIEWER])
    expect(plan(viewer, "Free")).to_be_visible()
    expect(viewer.get_by_text("Owners and admins can change the plan and its payments.")).to_be_visible()
    expect(viewer.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_renewal_that_fails_is_told_everywhere_until_it_is_paid(visit: Browsers, shop: Tenant, owner: Page):
    upgrade(visit, owner, FAILS_AT_RENEWAL)
    viewer = visit(f"/o/{shop.slug}", secret=shop.secrets[Role.VIEWER])
    console = owner.context.new_page()
    console.goto("/_sandbox/stripe")
    for _ in range(5):  # just over the trial of 14 days
        console.get_by_role("button", name="+3 days").click()
    expect(viewer.get_by_text("A payment has failed. Your paid plan ends on")).to_be_visible()
    expect(viewer.get_by_text("An owner or admin can change that.")).to_be_visible()
    assert not faults(viewer)
    visit.go(owner, f"/o/{shop.slug}/billing")
    owner.get_by_role("link", name="Pay invoice").click()
    owner.get_by_role("button", name="Pay").click()
    expect(owner.get_by_text("Status: paid")).to_be_visible()
    expect(viewer.get_by_text("A payment has failed.")).to_have_count(0)
    visit.go(owner, f"/o/{shop.slug}/billing")
    expect(owner.get_by_text("Active", exact=True)).to_be_visible()


def test_address_opens_the_dialog_on_the_seats_it_names(visit: Browsers, shop: Tenant):
    page = visit(f"/o/{shop.slug}/billing?seats=7#choose-plan", secret=shop.secrets[Role.OWNER])
    expect(page.get_by_role("dialog").get_by_label("Seats")).to_have_value("7")
    expect(page.get_by_role("dialog").get_by_text("$140 a month")).to_be_visible()
