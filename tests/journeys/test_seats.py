"""Full organizations: what the invited see, what those inside hear, and how seats are bought on the way to an invitation."""

import re

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import Founder, secret_of
from journeys.product import Product
from journeys.steps import choose, heading, pay, row, to_checkout, toast
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role


@pytest.fixture
def full(found: Founder, product: Product) -> Tenant:
    """Four people on four seats of a plan that sells none."""
    tenant = found("full")
    product.execute("update organizations set seat_limit = 4 where id = %s", tenant.id)
    return tenant


@pytest.fixture
def owner(visit: Browsers, full: Tenant) -> Page:
    return visit(f"/o/{full.slug}/members", secret=full.secrets[Role.OWNER])


def ask(page: Page, *emails: str) -> None:
    page.get_by_role("button", name="Invite people").click()
    dialog = page.get_by_role("dialog", name="Invite people")
    dialog.get_by_label("Email addresses").fill(", ".join(emails))
    dialog.get_by_role("button", name="Invite people").click()


def test_invited_person_asks_for_a_seat_and_comes_in_when_there_is_one(
    visit: Browsers, found: Founder, product: Product, full: Tenant, owner: Page, mailbox: Mailbox
):
    user = found.person("Fay First")
    product.execute("update organizations set seat_limit = 5 where id = %s", full.id)
    link = found.invitation(full, user.email)
    product.execute("update organizations set seat_limit = 4 where id = %s", full.id)
    page = visit(link, secret=secret_of(user))
    expect(heading(page)).to_have_text("The organization is full")
    expect(page.get_by_role("main")).to_contain_text("Your invitation stays open until")
    assert not faults(page)
    page.get_by_role("button", name="Ask for a seat").click()
    expect(page.get_by_role("main")).to_contain_text(
        f"We told {full.people[Role.OWNER].name} just now that you are waiting."
    )
    assert f"{user.email} waits for a seat" in mailbox.newest(full.people[Role.OWNER].email).subject
    expect(owner.get_by_role("list", name="Pending invitations")).to_contain_text("Asked for a seat just now")
    expect(owner.get_by_text("Nobody can join right now")).to_be_visible()
    assert not faults(page) + faults(owner)
    choose(owner, full.people[Role.VIEWER].name, "Remove…")
    owner.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    visit.reload(page)
    page.get_by_role("button", name="Accept invitation").click()
    expect(heading(page)).to_have_text(full.organization.name)
    expect(row(owner, "Fay First")).to_be_visible()


@pytest.mark.refused
def test_page_that_was_open_when_the_last_seat_went_says_so(
    visit: Browsers, found: Founder, product: Product, full: Tenant
):
    product.execute("update organizations set seat_limit = 5 where id = %s", full.id)
    link = found.invitation(full)
    early, late = found.person("Eve Early"), found.person("Lou Late")
    pages = [visit(link, secret=secret_of(user)) for user in (early, late)]
    pages[0].get_by_role("button", name="Accept invitation").click()
    expect(heading(pages[0])).to_have_text(full.organization.name)
    pages[1].get_by_role("button", name="Accept invitation").click()
    expect(heading(pages[1])).to_have_text("The organization is full")


def test_waiting_invitation_into_a_full_organization_lets_ask(
    visit: Browsers, found: Founder, product: Product, full: Tenant
):
    user = found.person("Wanda Waits")
    product.execute("update organizations set seat_limit = null where id = %s", full.id)
    found.invitation(full, user.email)
    product.execute("update organizations set seat_limit = 4 where id = %s", full.id)
    page = visit("/organizations", secret=secret_of(user))
    expect(page.get_by_text("All seats there are taken.")).to_be_visible()
    page.get_by_role("button", name=f"Ask for a seat in {full.organization.name}").click()
    expect(page.get_by_text("They were told just now that you are waiting.")).to_be_visible()
    assert not faults(page)


def test_dialogs_say_that_all_seats_are_taken(owner: Page, full: Tenant):
    for button, name in (("Create link", "Create link"), ("Invite people", "Invite people")):
        owner.get_by_role("button", name=button).click()
        dialog = owner.get_by_role("dialog", name=name)
        expect(dialog.get_by_text("All seats are taken")).to_be_visible()
        expect(dialog.get_by_role("link", name="Add seats")).to_have_attribute(
            "href", f"/o/{full.slug}/billing?seats=5#choose-plan"
        )
        assert not faults(owner, something_open=True)
        owner.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_sending_again_without_a_seat_leads_to_billing(
    found: Founder, product: Product, full: Tenant, owner: Page, visit: Browsers
):
    product.execute("update organizations set seat_limit = 5 where id = %s", full.id)
    found.invitation(full, "late@full.test")
    product.execute("update organizations set seat_limit = 4 where id = %s", full.id)
    visit.reload(owner)
    choose(owner, "late@full.test", "Send again")
    expect(toast(owner, "All seats of this organization are taken.")).to_be_visible()
    assert not faults(owner, something_open=True)
    owner.get_by_role("list", name="Notifications").get_by_role("link", name="Open billing").click()
    expect(owner.get_by_role("dialog").get_by_label("Seats")).to_have_value("5")


def test_addresses_survive_the_way_through_the_first_purchase(visit: Browsers, owner: Page, full: Tenant):
    ask(owner, "grace@full.test", "linus@full.test")
    dialog = owner.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_text("All 4 seats of your plan are taken.")).to_be_visible()
    dialog.get_by_role("link", name="Add seats").click()
    dialog = owner.get_by_role("dialog", name="Upgrade to Pro")
    expect(dialog.get_by_label("Seats")).to_have_value("6")
    expect(dialog.get_by_text("$120 a month")).to_be_visible()
    dialog.get_by_role("button", name="Continue to checkout").click()
    pay(visit, owner)
    expect(heading(owner)).to_have_text("Thank you")
    owner.get_by_role("link", name="Invite people").click()
    dialog = owner.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_label("Email addresses")).to_have_value("grace@full.test, linus@full.test")
    dialog.get_by_role("button", name="Invite people").click()
    expect(toast(owner, "Invited 2 people.")).to_be_visible()
    expect(dialog).to_have_count(0)
    owner.get_by_role("button", name="Invite people").click()
    expect(owner.get_by_role("dialog", name="Invite people").get_by_label("Email addresses")).to_have_value("")


def test_inviting_beyond_the_seats_shows_the_charge_then_buys_and_invites(visit: Browsers, owner: Page, full: Tenant):
    visit.go(owner, f"/o/{full.slug}/billing")
    to_checkout(owner)
    pay(visit, owner)
    expect(heading(owner)).to_have_text("Thank you")
    visit.go(owner, f"/o/{full.slug}/members")
    owner.get_by_role("button", name="Invite people").click()
    dialog = owner.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_text("You see what more seats cost before anything is charged.")).to_be_visible()
    dialog.get_by_label("Email addresses").fill("grace@full.test")
    dialog.get_by_role("button", name="Invite people").click()
    expect(dialog.get_by_text("You have 4 seats, and all these people need 5.")).to_be_visible()
    expect(dialog.get_by_text("$100 a month")).to_be_visible()
    assert not faults(owner, something_open=True)
    expect(dialog.get_by_label("Email addresses")).to_have_value("grace@full.test")
    dialog.get_by_label("Email addresses").fill("grace@full.test linus@full.test")
    dialog.get_by_role("button", name="Add seats and invite").click()
    expect(dialog.get_by_text("$120 a month")).to_be_visible()
    owner.wait_for_timeout(900)  # a second press at once is taken for a double click, which must not buy
    dialog.get_by_role("button", name="Add seats and invite").click()
    expect(toast(owner, "Invited 2 people.")).to_be_visible()
    expect(owner.get_by_text("6 of 6 seats taken, 2 of them held by invitations.")).to_be_visible()
    expect(owner.get_by_role("list", name="Pending invitations").get_by_role("listitem")).to_have_count(2)


def test_downgrade_says_what_becomes_of_those_who_are_invited(
    visit: Browsers, found: Founder, owner: Page, full: Tenant
):
    visit.go(owner, f"/o/{full.slug}/billing?seats=5#choose-plan")
    owner.get_by_role("button", name="Continue to checkout").click()
    pay(visit, owner)
    expect(heading(owner)).to_have_text("Thank you")
    found.invitation(full, "late@full.test")
    visit.go(owner, f"/o/{full.slug}/billing")
    owner.get_by_role("button", name="Cancel plan…").click()
    dialog = owner.get_by_role("dialog", name="Cancel plan")
    expect(dialog).to_contain_text(
        "4 people belong here: all of them stay, and nobody can be added until there is room."
    )
    expect(dialog).to_contain_text(re.compile("1 invitation stays open and can be accepted as soon as a seat is free"))
