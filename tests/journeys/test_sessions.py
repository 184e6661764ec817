"""Signed in here and elsewhere: what ends a session ends it at once, in every tab that is open anywhere."""

import re

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.people import PASSWORD, Founder, secret_of
from journeys.steps import heading, sign_in, sign_out, toast
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role

SIGN_IN = re.compile(r"/sign-in")


@pytest.fixture
def sam(found: Founder) -> tuple[str, str]:
    """The address and a session of somebody with one organization."""
    user = found.person("Sam Session")
    found.join(found("desk"), user)
    return user.email, secret_of(user)


@pytest.fixture
def other(visit: Browsers, sam: tuple[str, str]) -> Page:
    """Sam's second browser."""
    page = visit("/sign-in?next=/account/sessions", user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")
    sign_in(visit, page, sam[0])
    expect(heading(page)).to_have_text("Sessions")
    return page


def test_revoked_session_ends_in_the_other_browser_at_its_next_event(
    visit: Browsers, sam: tuple[str, str], other: Page
):
    page = visit("/account/sessions", secret=sam[1])
    page.get_by_role("button", name="Sign out Firefox on Windows").click()
    expect(toast(page, "That browser has been signed out.")).to_be_visible()
    expect(page.get_by_text("Firefox on Windows")).to_have_count(0)
    expect(other).to_have_url(SIGN_IN)
    expect(other.get_by_text("Sam Session")).to_have_count(0)


def test_signing_out_all_others_keeps_this_one(visit: Browsers, sam: tuple[str, str], other: Page):
    page = visit("/account/sessions", secret=sam[1])
    page.get_by_role("button", name="Sign out all others").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Sign out all others").click()
    expect(toast(page, "One browser has been signed out.")).to_be_visible()
    expect(other).to_have_url(SIGN_IN)
    visit.reload(page)
    expect(heading(page)).to_have_text("Sessions")


def test_signing_out_in_one_tab_ends_the_other_tab(visit: Browsers, found: Founder):
    tenant = found("tabs")
    one = visit(f"/o/{tenant.slug}", secret=tenant.secrets[Role.OWNER])
    two = visit.tab(one, f"/o/{tenant.slug}/members")
    expect(two.get_by_role("table")).to_be_visible()
    sign_out(one)
    expect(two).to_have_url(SIGN_IN)
    expect(two.get_by_text(tenant.people[Role.OWNER].email)).to_have_count(0)


def test_going_back_after_signing_out_shows_nothing(visit: Browsers, found: Founder):
    tenant = found("back")
    page = visit(f"/o/{tenant.slug}/members", secret=tenant.secrets[Role.OWNER])
    expect(page.get_by_role("table")).to_contain_text(tenant.people[Role.VIEWER].name)
    sign_out(page)
    page.go_back()
    expect(page).to_have_url(SIGN_IN)
    expect(page.get_by_text(tenant.people[Role.VIEWER].name)).to_have_count(0)


def test_somebody_else_who_signs_in_here_sees_nothing_of_before(visit: Browsers, found: Founder, sam: tuple[str, str]):
    tenant: Tenant = found("before")
    page = visit(f"/o/{tenant.slug}/members", secret=tenant.secrets[Role.OWNER])
    expect(page.get_by_role("table")).to_contain_text(tenant.people[Role.VIEWER].name)
    sign_out(page)
    sign_in(visit, page, sam[0])
    expect(page.get_by_text("Sam Session").first).to_be_visible()
    visit.go(page, f"/o/{tenant.slug}/members")
    expect(heading(page)).to_have_text("There is nothing here")
    expect(page.get_by_text(tenant.people[Role.VIEWER].name)).to_have_count(0)


@pytest.mark.refused
def test_changed_password_ends_the_other_browsers_session(visit: Browsers, sam: tuple[str, str], other: Page):
    page = visit("/account", secret=sam[1])
    page.get_by_label("Current password", exact=True).fill("not my password")
    page.get_by_label("New password", exact=True).fill("nine loud badgers")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("That is not your current password.")).to_be_visible()
    expect(page.get_by_label("New password", exact=True)).to_have_value("nine loud badgers")
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(toast(page, "Your password has been changed.")).to_be_visible()
    expect(page.get_by_label("New password", exact=True)).to_have_value("")
    expect(other).to_have_url(SIGN_IN)


def test_changed_name_shows_in_the_other_browser(visit: Browsers, sam: tuple[str, str]):
    page, elsewhere = (visit("/account", secret=sam[1]) for _ in range(2))
    expect(elsewhere.get_by_label("Name", exact=True)).to_have_value("Sam Session")
    page.get_by_label("Name", exact=True).fill("Samira Session")
    page.get_by_role("button", name="Save").click()
    expect(toast(page, "Your name has been changed.")).to_be_visible()
    expect(elsewhere.get_by_text("Samira Session").first).to_be_visible()
