"""The list of members: its address is its state, and it is the same for everybody who has it."""

import re

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.steps import choose, confirm, heading, row, toast
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role


@pytest.fixture
def club(found: Founder) -> Tenant:
    tenant = found("club")
    found.members(tenant, [f"Runner {number:02}" for number in range(30)])
    return tenant


@pytest.fixture
def members(visit: Browsers, club: Tenant) -> Page:
    return visit(f"/o/{club.slug}/members", secret=club.secrets[Role.OWNER])


def lines(page: Page) -> Locator:
    return page.locator("tbody").get_by_role("row")


def test_filtered_list_survives_back_reload_and_sharing(visit: Browsers, club: Tenant, members: Page):
    expect(lines(members)).to_have_count(25)
    members.get_by_role("searchbox", name="Search members").fill("runner 1")
    expect(lines(members)).to_have_count(10)
    members.get_by_role("link", name="Joined").click()
    expect(members).to_have_url(re.compile("sort=joined"))
    members.get_by_label("Role").select_option("Member")
    expect(members).to_have_url(re.compile(r"q=runner(\+|%20)1&sort=joined&role=member$"))
    members.get_by_label("Role").select_option("Viewer")
    expect(members.get_by_text("Nothing matches")).to_be_visible()
    members.go_back()
    expect(lines(members)).to_have_count(10)
    expect(members.get_by_label("Role")).to_have_value("member")
    visit.reload(members)
    expect(lines(members)).to_have_count(10)
    expect(members.get_by_role("searchbox", name="Search members")).to_have_value("runner 1")
    shared = visit(members.url.removeprefix(visit.origin), secret=club.secrets[Role.VIEWER])
    expect(lines(shared)).to_have_count(10)
    expect(shared.get_by_role("columnheader", name="Joined")).to_have_attribute("aria-sort", "ascending")


def test_pages_are_turned_and_kept_in_the_address(visit: Browsers, members: Page):
    expect(members.get_by_text("1–25 of 34 members")).to_be_visible()
    members.get_by_role("link", name="Next").click()
    expect(members.get_by_text("26–34 of 34 members")).to_be_visible()
    expect(lines(members)).to_have_count(9)
    visit.reload(members)
    expect(members.get_by_text("26–34 of 34 members")).to_be_visible()
    members.get_by_role("searchbox", name="Search members").fill("runner 0")
    expect(members.get_by_text("1–10 of 10 members")).to_be_visible()


def test_edited_address_falls_back_instead_of_failing(visit: Browsers, club: Tenant):
    page = visit(f"/o/{club.slug}/members?sort=;drop&page=-3&role=king&q=%00", secret=club.secrets[Role.OWNER])
    expect(page.get_by_text("1–25 of 34 members")).to_be_visible()


def test_download_has_what_the_list_shows(members: Page):
    members.get_by_role("searchbox", name="Search members").fill("runner 2")
    expect(lines(members)).to_have_count(10)
    with members.expect_download() as download:
        members.get_by_role("link", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Name,Email,Role,Joined (UTC)"
    assert text.count("Runner 2") == 10
    assert len(text.splitlines()) == 11


def test_viewer_sees_everybody_and_nothing_to_press(visit: Browsers, club: Tenant):
    page = visit(f"/o/{club.slug}/members?q=of", secret=club.secrets[Role.VIEWER])
    expect(row(page, "You")).to_contain_text("Viewer of")
    expect(lines(page)).to_have_count(4)
    main = page.get_by_role("main")
    expect(main.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Audit log")).to_have_count(0)
    visit.go(page, f"/o/{club.slug}/settings")
    expect(page.get_by_text("Owners and admins can change these.")).to_be_visible()
    expect(main.get_by_role("textbox")).to_have_count(0)
    expect(main.get_by_role("button")).to_have_text(["Leave…"])
    visit.go(page, f"/o/{club.slug}/audit-log")
    expect(heading(page)).to_have_text("You cannot open this page")


def test_two_tabs_with_two_organizations_do_not_mix(visit: Browsers, found: Founder, club: Tenant, members: Page):
    other = found("other")
    found.join(other, club.people[Role.OWNER], Role.VIEWER)
    second = visit.tab(members, f"/o/{other.slug}/members")
    expect(lines(second)).to_have_count(5)
    expect(second.get_by_role("button", name="Invite people")).to_have_count(0)
    members.get_by_role("searchbox", name="Search members").fill("viewer")
    choose(members, "Viewer of", "Admin")
    expect(row(members, "Viewer of")).to_contain_text("Admin")
    second.get_by_role("searchbox", name="Search members").fill("viewer")
    expect(row(second, "Viewer of")).to_contain_text("Viewer")
    expect(row(second, "Viewer of")).to_contain_text(other.slug)
    visit.reload(second)
    expect(row(second, "Viewer of")).to_contain_text(other.slug)
    expect(members.get_by_role("button", name="Invite people")).to_be_visible()


def test_admin_cannot_touch_owners(visit: Browsers, club: Tenant):
    page = visit(f"/o/{club.slug}/members?q=of", secret=club.secrets[Role.ADMIN])
    expect(row(page, "Owner of")).to_be_visible()
    expect(row(page, "Owner of").get_by_role("button")).to_have_count(0)
    row(page, "Member of").get_by_role("button").click()
    expect(page.get_by_role("menuitemradio")).to_have_text(["Admin", "Member", "Viewer"])


def test_last_owner_cannot_become_less(visit: Browsers, members: Page):
    members.get_by_role("searchbox", name="Search members").fill("owner")
    choose(members, "Owner of", "Member")
    expect(toast(members, "An organization keeps at least one owner.")).to_be_visible()
    expect(row(members, "Owner of")).to_contain_text("Owner")


def test_ownership_is_handed_over(visit: Browsers, club: Tenant, members: Page):
    heir = visit(f"/o/{club.slug}/settings", secret=club.secrets[Role.ADMIN])
    expect(heir.get_by_role("button", name="Delete organization…")).to_have_count(0)
    members.get_by_role("searchbox", name="Search members").fill("of club")
    choose(members, "Admin of", "Transfer ownership…")
    confirm(members, "Transfer ownership")
    expect(row(members, "Admin of").get_by_text("Owner", exact=True)).to_be_visible()
    expect(row(members, "Owner of").get_by_text("Admin", exact=True)).to_be_visible()
    expect(heir.get_by_role("button", name="Delete organization…")).to_be_visible()
