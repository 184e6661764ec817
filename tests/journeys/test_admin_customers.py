"""Whoever runs the installation answers visitors and arranges plans; the organization sees its terms at once."""

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import confirm, heading, row, sidebar, toast
from journeys.test_admin import BUYS_PRO
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role

WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def tenant(found: Founder) -> Tenant:
    return found("arranged")


@pytest.fixture
def admin(visit: Browsers, found: Founder) -> Page:
    return visit("/admin", secret=found.admin())


def in_order(page: Page, *, something_open: bool = False) -> None:
    assert not faults(page, something_open=something_open)
    page.set_viewport_size(WIDE)


def open_organization(admin: Page, tenant: Tenant) -> None:
    """By the address of an owner."""
    sidebar(admin).get_by_role("link", name="Organizations").click()
    expect(heading(admin)).to_have_text("Organizations")
    admin.get_by_role("searchbox").fill(f"owner@{tenant.slug}")
    expect(admin.get_by_role("row")).to_have_count(2)
    line = row(admin, tenant.organization.name)
    expect(line).to_contain_text(f"owner@{tenant.slug}.test")
    expect(line).to_contain_text("Free")
    line.get_by_role("link").click()
    expect(heading(admin)).to_have_text(tenant.organization.name)


def begin_arranging(admin: Page, act: str = "Arrange Enterprise") -> Locator:
    admin.get_by_role("button", name=act).click()
    return admin.get_by_role("dialog", name=act)


def test_a_plan_is_arranged_changed_and_ended_before_the_eyes_of_its_organization(
    visit: Browsers, tenant: Tenant, admin: Page
):
    owner = visit(f"/o/{tenant.slug}/billing", secret=tenant.secrets[Role.OWNER])
    expect(owner.get_by_role("button", name="Upgrade to Pro")).to_be_visible()
    open_organization(admin, tenant)
    in_order(admin)

    dialog = begin_arranging(admin)
    expect(dialog.get_by_label("Seats")).to_have_value("4")
    dialog.get_by_label("Seats").fill("none")
    dialog.get_by_label("Runs until").fill("2020-01-01")
    dialog.get_by_role("button", name="Arrange Enterprise").click()
    expect(dialog.get_by_text("Enter a number from 1 to 1,000,000,000.")).to_be_visible()
    in_order(admin, something_open=True)
    dialog.get_by_label("Seats").fill("1,200")
    dialog.get_by_role("button", name="Arrange Enterprise").click()
    expect(dialog.get_by_text("Choose a day from today on")).to_be_visible()
    dialog.get_by_label("Runs until").fill("2040-12-31")
    dialog.get_by_label("Note").fill("Contract 7")
    dialog.get_by_role("button", name="Arrange Enterprise").click()
    expect(dialog).to_have_count(0)
    expect(toast(admin, "is on Enterprise.")).to_be_visible()
    expect(admin.get_by_role("main").get_by_text("Contract 7")).to_be_visible()

    expect(owner.get_by_role("heading", name="Enterprise, by arrangement")).to_be_visible()
    main = owner.get_by_role("main")
    for words in ("1,200 seats", "Dec 31, 2040", "50,000 AI credits a month", "Audit log kept for good"):
        expect(main.get_by_text(words, exact=True)).to_be_visible()
    expect(main.get_by_role("link", name="Talk to us")).to_be_visible()
    for name in ("Upgrade", "Change plan", "Cancel plan", "Buy credits"):
        expect(main.get_by_role("button", name=name)).to_have_count(0)
    in_order(owner)
    in_order(admin)

    dialog = begin_arranging(admin, "Change terms")
    expect(dialog.get_by_label("Note")).to_have_value("Contract 7")
    dialog.get_by_label("Seats").fill("")
    dialog.get_by_label("Runs until").fill("")
    dialog.get_by_role("button", name="Change terms").click()
    expect(dialog).to_have_count(0)
    expect(main.get_by_text("As many seats as you need", exact=True)).to_be_visible()
    expect(main.get_by_text("Open-ended", exact=True)).to_be_visible()

    admin.get_by_role("button", name="End plan…").click()
    expect(admin.get_by_role("alertdialog")).to_contain_text("Nothing is deleted")
    confirm(admin, "End plan")
    expect(admin.get_by_role("button", name="Arrange Enterprise")).to_be_visible()
    expect(owner.get_by_role("button", name="Upgrade to Pro")).to_be_visible()

    visit.go(owner, f"/o/{tenant.slug}/audit-log")
    for words in ("Robin Root arranged the plan Enterprise", "Robin Root ended the arranged plan Enterprise"):
        expect(owner.get_by_text(words).first).to_be_visible()


def test_a_plan_that_is_paid_ends_at_stripe_when_another_one_is_arranged(
    visit: Browsers, product: Product, found: Founder, admin: Page
):
    tenant = found("paying")
    product.run(BUYS_PRO, str(tenant.people[Role.OWNER].id), str(tenant.id))
    visit.go(admin, f"/admin/organizations/{tenant.slug}")
    expect(admin.get_by_text("Pro, 4 seats, $80 a month")).to_be_visible()
    dialog = begin_arranging(admin)
    dialog.get_by_role("button", name="Arrange Enterprise").click()
    expect(dialog.get_by_text("Agree to end it, so that nobody pays for two plans.")).to_be_visible()
    in_order(admin, something_open=True)
    dialog.get_by_label("End it now").check()
    dialog.get_by_role("button", name="Arrange Enterprise").click()
    expect(dialog).to_have_count(0)
    expect(admin.get_by_text("At Stripe", exact=True)).to_have_count(0)  # the page looks again by itself
    (status,) = product.execute("select status from subscriptions where organization_id = %s", tenant.id)
    assert status == ("canceled",)
    owner = visit(f"/o/{tenant.slug}/billing", secret=tenant.secrets[Role.OWNER])
    expect(owner.get_by_role("heading", name="Enterprise, by arrangement")).to_be_visible()
    expect(owner.get_by_role("main").get_by_role("button", name="Payment details")).to_be_visible()


def test_a_request_is_answered_and_that_is_taken_back(visit: Browsers, product: Product, found: Founder, admin: Page):
    product.execute("delete from contact_requests")
    visit.go(admin, "/admin/requests")
    expect(admin.get_by_text("Nobody waits for an answer")).to_be_visible()
    in_order(admin)
    found.request("Big & Söhne", "We are many.\nMay we pay by invoice?")
    visit.go(admin, "/admin")
    expect(sidebar(admin).get_by_role("link", name="Contact requests")).to_contain_text("1")
    admin.get_by_role("main").get_by_role("link", name="that nobody has answered").click()
    expect(heading(admin)).to_have_text("Contact requests")
    row(admin, "Big & Söhne").get_by_role("link").click()
    expect(heading(admin)).to_have_text("Big & Söhne")
    expect(admin.get_by_text("May we pay by invoice?")).to_be_visible()
    answer = admin.get_by_role("link", name="Answer by mail")
    expect(answer).to_have_attribute("href", "mailto:ida@big.example?subject=Your%20message")
    admin.get_by_role("button", name="Mark answered").click()
    expect(admin.get_by_text("Answered by Robin Root")).to_be_visible()
    expect(sidebar(admin).get_by_role("link", name="Contact requests")).not_to_contain_text("1")
    admin.get_by_role("list", name="Notifications").get_by_role("button", name="Undo").click()
    expect(toast(admin, "The request is open again.")).to_be_visible()
    expect(admin.get_by_text("Open", exact=True)).to_be_visible()
    in_order(admin)
    admin.get_by_role("link", name="All requests").click()
    row(admin, "Big & Söhne").get_by_role("button", name="Mark answered").click()
    expect(admin.get_by_text("Nobody waits for an answer")).to_be_visible()
    admin.get_by_label("Show").select_option("Answered")
    expect(row(admin, "Big & Söhne")).to_contain_text("by Robin Root")
    in_order(admin)
