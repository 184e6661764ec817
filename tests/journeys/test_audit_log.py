"""The audit log by its own controls: narrowed by person, action and day, and turned page by page."""

import re
from datetime import timedelta

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import invite
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.clock import now
from hiveforge.core.permissions import Role

A_PAGE = 25
MORE = """
insert into audit_entries
select (jsonb_populate_record(entry, jsonb_build_object('id', gen_random_uuid()))).*
from audit_entries entry, generate_series(1, %s) where actor_id = %s
"""


@pytest.fixture
def chronicle(found: Founder) -> Tenant:
    return found("chronicle")


@pytest.fixture
def log(visit: Browsers, chronicle: Tenant, product: Product) -> Page:
    """After its admin has invited one person, and after that its owner as many as fill a page."""
    for role in (Role.ADMIN, Role.OWNER):
        page = visit(f"/o/{chronicle.slug}/members", secret=chronicle.secrets[role])
        invite(page, f"{role}@guests.test")
    product.execute(MORE, A_PAGE - 1, chronicle.people[Role.OWNER].id)
    visit.go(page, f"/o/{chronicle.slug}/audit-log")
    return page


def entries(page: Page) -> Locator:
    return page.get_by_role("list", name="Entries").locator(":scope > li")


def test_older_entries_are_a_page_away_and_back_leads_to_the_newest(log: Page):
    expect(entries(log)).to_have_count(A_PAGE)
    log.get_by_role("link", name="Older").click()
    expect(entries(log)).to_have_count(1)
    expect(entries(log)).to_contain_text("admin@guests.test")
    log.go_back()
    expect(entries(log)).to_have_count(A_PAGE)


def test_log_is_narrowed_by_person_action_and_day_and_back_widens_it(chronicle: Tenant, log: Page):
    log.get_by_label("Person").select_option(label=chronicle.people[Role.ADMIN].name)
    expect(entries(log)).to_have_count(1)
    log.get_by_label("Action").select_option(label="Organization deleted")
    expect(log.get_by_text("Nothing matches")).to_be_visible()
    log.go_back()
    expect(entries(log)).to_contain_text("admin@guests.test")
    tomorrow, yesterday = (f"{now() + timedelta(days=days):%Y-%m-%d}" for days in (1, -1))
    log.get_by_label("From this day (UTC)").fill(tomorrow)
    expect(log.get_by_text("Nothing matches")).to_be_visible()
    log.get_by_label("From this day (UTC)").fill(yesterday)
    log.get_by_label("To this day (UTC)").fill(tomorrow)
    expect(entries(log)).to_have_count(1)
    expect(log).to_have_url(re.compile(f"by=.+since={yesterday}&until={tomorrow}"))
