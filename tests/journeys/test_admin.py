"""Whoever runs the installation sees where Stripe and we differ, and mends it; nobody else finds those pages."""

import time

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import confirm, heading, row, sidebar, sign_in, toast
from playwright.sync_api import Page, expect

from hiveforge.core.demo import PASSWORD
from hiveforge.core.permissions import Role
from hiveforge.core.settings import DEMO_ADMIN

BUYS_PRO = """
import asyncio, sys
from uuid import UUID
from hiveforge.core import actor as actors
from hiveforge.core.db import close_engines
from hiveforge.core.permissions import Role
from hiveforge.features.billing import CheckoutForm, service
from hiveforge.sandbox import stripe as sandbox

async def buy(user, organization):
    await service.sync_plans(actors.system("plans, for a journey"))
    owner = actors.user(UUID(user), name="Owner", email="o@x.test", organization=UUID(organization), role=Role.OWNER)
    url = await service.start_checkout(owner, CheckoutForm(plan="pro"))
    await sandbox.pay_checkout(url.rpartition("/")[2])
    await service.sync_organization(actors.system("synchronizing billing, for a journey"), UUID(organization))
    await close_engines()

asyncio.run(buy(*sys.argv[1:]))
"""

UNDER_WAY = (
    "select 1 from jobs.procrastinate_jobs where status in ('todo', 'doing')"
    " and (task_name like '%%deliver' or task_name like '%%handle_event')"
)
SECONDS_TO_SETTLE = 30


@pytest.fixture
def customer(product: Product, found: Founder) -> Tenant:
    """An organization on Pro, about which Stripe has said everything: a later message would look anew."""
    tenant = found("payer")
    product.run(BUYS_PRO, str(tenant.people[Role.OWNER].id), str(tenant.id))
    give_up = time.monotonic() + SECONDS_TO_SETTLE
    while product.execute(UNDER_WAY):
        assert time.monotonic() < give_up, "Stripe's messages were not handled"
        time.sleep(0.1)
    return tenant


@pytest.fixture
def admin(visit: Browsers) -> Page:
    page = visit("/sign-in")
    sign_in(visit, page, DEMO_ADMIN, PASSWORD)
    expect(heading(page)).to_have_text("Admin")
    return page


def test_a_difference_is_found_shown_and_fixed(visit: Browsers, product: Product, customer: Tenant, admin: Page):
    product.execute("update subscriptions set quantity = 77 where organization_id = %s", customer.id)
    sidebar(admin).get_by_role("link", name="Reconciliation").click()
    expect(heading(admin)).to_have_text("Reconciliation")
    admin.get_by_role("button", name="Compare now").click()
    line = row(admin, customer.organization.name)
    expect(line).to_contain_text("4 seats")
    expect(line).to_contain_text("77 seats")
    expect(line).to_contain_text("Stands")
    expect(admin.get_by_role("columnheader")).to_contain_text(["Difference", "Stripe says", "We say", "State"])
    expect(sidebar(admin).get_by_role("link", name="Reconciliation")).to_contain_text("1")
    assert not faults(admin)
    admin.set_viewport_size({"width": 1440, "height": 900})
    line.get_by_role("button", name="Fix").click()
    expect(admin.get_by_role("alertdialog")).to_contain_text("Its number is then written down here.")
    assert not faults(admin, something_open=True)
    admin.set_viewport_size({"width": 1440, "height": 900})
    confirm(admin, "Fix")
    expect(toast(admin, "Stripe and HiveForge agree about it now.")).to_be_visible()
    expect(admin.get_by_text("Stripe and HiveForge agree", exact=True)).to_be_visible()
    assert product.execute("select quantity from subscriptions where organization_id = %s", customer.id) == [(4,)]
    admin.get_by_label("Show").select_option("Standing and fixed")
    expect(row(admin, customer.organization.name)).to_contain_text("by Robin Root")
    visit.go(admin, "/admin")
    expect(admin.get_by_text("Last compared")).to_be_visible()


def test_an_invoice_that_no_message_brought_is_found_and_written_down(
    visit: Browsers, product: Product, customer: Tenant, admin: Page
):
    kept = product.execute("select count(*) from invoices where organization_id = %s", customer.id)
    product.execute("delete from invoices where organization_id = %s", customer.id)
    visit.go(admin, "/admin/billing")
    admin.get_by_role("button", name="Compare now").click()
    line = row(admin, customer.organization.name)
    expect(line).to_contain_text("Invoice")
    expect(line).to_contain_text("no such invoice")
    admin.set_viewport_size({"width": 1440, "height": 900})
    line.get_by_role("button", name="Fix").click()
    expect(admin.get_by_role("alertdialog")).to_be_visible()
    confirm(admin, "Fix")
    expect(toast(admin, "Stripe and HiveForge agree about it now.")).to_be_visible()
    assert product.execute("select count(*) from invoices where organization_id = %s", customer.id) == kept


def test_messages_are_searched_and_a_parked_one_is_replayed(visit: Browsers, product: Product, admin: Page):
    product.execute(
        "insert into webhook_events (id, created_at, source, external_id, kind, object_kind, object, customer, payload,"
        " received_at, status, reason, attempts) values (gen_random_uuid(), now(), 'stripe', 'evt_lost',"
        " 'customer.created', 'customer', 'cus_lost', 'cus_lost', '{}', now(), 'parked', %s, 1)",
        "We know no such customer. " * 20,
    )
    visit.go(admin, "/admin")
    admin.get_by_role("main").get_by_role("link", name="from Stripe about nobody we know").click()
    expect(heading(admin)).to_have_text("Stripe messages")
    expect(admin.get_by_label("Status")).to_have_value("parked")
    admin.get_by_role("searchbox").fill("nobody is called that")
    expect(admin.get_by_text("Nothing matches")).to_be_visible()
    assert not faults(admin)
    admin.set_viewport_size({"width": 1440, "height": 900})
    admin.get_by_role("link", name="Clear filters").click()
    admin.get_by_role("searchbox").fill("cus_lost")
    line = row(admin, "evt_lost")
    expect(line).to_contain_text("Parked")
    assert not faults(admin)
    admin.set_viewport_size({"width": 1440, "height": 900})
    line.get_by_role("button", name="Replay").click()
    expect(toast(admin, "The message is handled once more.")).to_be_visible()
    expect(line).to_contain_text("2")  # the second attempt, seen without a reload
    expect(line).to_contain_text("Parked")


@pytest.mark.refused
def test_owners_find_neither_the_link_nor_the_pages(visit: Browsers, found: Founder, admin: Page):
    tenant = found("curious")
    page = visit(f"/o/{tenant.slug}", secret=tenant.secrets[Role.OWNER])
    sidebar(page).get_by_role("button").last.click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Admin")).to_have_count(0)
    there = ("", "/organizations", f"/organizations/{tenant.slug}", "/requests", "/billing", "/events")
    for address in (f"/admin{page}" for page in there):
        visit.go(page, address)
        expect(heading(page)).to_have_text("There is nothing here")
        expect(sidebar(page).get_by_role("link", name="Reconciliation")).to_have_count(0)
    visit.go(admin, "/organizations")
    sidebar(admin).get_by_role("button").last.click()
    admin.get_by_role("menuitem", name="Admin").click()
    expect(heading(admin)).to_have_text("Admin")
