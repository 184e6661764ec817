"""Who used which AI credits, and how many a member may use: seen by everybody, changed by owners and admins."""

import json
import re

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import choose, row, toast
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role

WORK = """
select private.usage_settle(%s, 100, (private.usage_reserve(%s, 100, %s, %s, 'assistant', %s, null, '15 minutes')).id, %s, null, %s)
"""
SOON = 2_000


@pytest.fixture
def desk(found: Founder, product: Product) -> Tenant:
    tenant = found("desk")
    for number, (role, amount, model) in enumerate(
        [(Role.MEMBER, 30, "gpt-5-mini"), (Role.OWNER, 12, "claude-haiku-4-5")]
    ):
        work(product, tenant, role, amount, str(number), model)
    return tenant


def work(product: Product, tenant: Tenant, role: Role, amount: int, key: str, model: str) -> None:
    """As the assistant's worker does it, with the news of it."""
    product.execute(WORK, tenant.id, tenant.id, amount, key, tenant.people[role].id, amount, model)
    news = json.dumps({"topic": "usage", "organization": str(tenant.id)})
    product.execute("select pg_notify('hiveforge', %s)", news)


def budget(page: Page, amount: str) -> None:
    dialog = page.get_by_role("dialog", name="Budget of Member of")
    dialog.get_by_label("Credits in each period").fill(amount)
    dialog.get_by_role("button", name="Save budget").click()


def test_owner_sees_who_used_what_and_limits_a_member(visit: Browsers, desk: Tenant, product: Product):
    owner = visit(f"/o/{desk.slug}/usage", secret=desk.secrets[Role.OWNER])
    viewer = visit(f"/o/{desk.slug}/usage", secret=desk.secrets[Role.VIEWER])
    main = owner.get_by_role("main")
    expect(main.get_by_text("of 100")).to_be_visible()
    expect(owner.get_by_role("img", name=re.compile("42 in all, most on .* with 42"))).to_be_visible()
    expect(row(owner, "Member of")).to_contain_text("71\u00a0%")
    expect(row(owner, "claude-haiku-4-5")).to_contain_text("12")
    choose(owner, "Member of", "Set budget…")
    budget(owner, "-3")
    expect(owner.get_by_role("dialog")).to_be_visible()
    budget(owner, "30")
    expect(toast(owner, "may use 30 AI credits in each period.")).to_be_visible()
    for page in (owner, viewer):
        expect(row(page, "Member of")).to_contain_text("Reached", timeout=SOON)
    work(product, desk, Role.OWNER, 8, "more", "gpt-5-mini")
    expect(row(viewer, "Owner of")).to_contain_text("20", timeout=SOON)
    choose(owner, "Member of", "Change budget…")
    expect(owner.get_by_role("dialog").get_by_label("Credits in each period")).to_have_value("30")
    owner.keyboard.press("Escape")
    choose(owner, "Member of", "Remove budget")
    expect(row(owner, "Member of")).to_contain_text("None")


def test_viewer_sees_everything_and_nothing_to_press(visit: Browsers, desk: Tenant):
    page = visit(f"/o/{desk.slug}/usage", secret=desk.secrets[Role.VIEWER])
    expect(row(page, "Member of")).to_contain_text("30")
    main = page.get_by_role("main")
    expect(main.get_by_role("button")).to_have_count(0)
    main.get_by_text("Show as a table").click()
    expect(page.get_by_role("table", name=re.compile("Credits used on each day"))).to_contain_text("42")
    assert not faults(page)


def test_another_period_is_in_the_address_and_in_the_file(visit: Browsers, desk: Tenant, product: Product):
    page = visit(f"/o/{desk.slug}/usage", secret=desk.secrets[Role.MEMBER])
    page.get_by_label("Period").select_option("Previous period")
    expect(page).to_have_url(re.compile("period=previous"))
    expect(page.get_by_text("Nothing was used in this one.")).to_be_visible()
    page.get_by_label("Period").select_option("Last 90 days")
    expect(page.get_by_role("img", name=re.compile("42 in all"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == ("Day (UTC),Member,API key,Model,Feature,Acts,Credits", 3)
