"""The whole way: a stranger becomes an owner, a colleague joins from another browser, and each sees what the other does."""

import re

from journeys.browsers import Browsers
from journeys.people import PASSWORD
from journeys.steps import choose, confirm, fill_sign_up, heading, invite, open_mail, row
from playwright.sync_api import Page, expect

OWNER, COLLEAGUE = "olga@venture.test", "carl@venture.test"


def test_stranger_founds_an_organization_and_works_in_it_with_a_colleague(visit: Browsers):
    owner = visit("/")
    sign_up_from_landing_page(visit, owner)
    found_organization(owner)
    owner.get_by_role("link", name="Members", exact=True).click()
    invite(owner, COLLEAGUE)
    expect(owner.get_by_role("list", name="Pending invitations")).to_contain_text(COLLEAGUE)
    never_reload(owner)

    colleague = join_from_mail(visit)
    never_reload(colleague)
    expect(row(owner, "Carl Colleague")).to_contain_text("online")
    expect(owner.get_by_role("list", name="Pending invitations")).to_have_count(0)
    colleague.get_by_role("link", name="Members", exact=True).click()
    expect(row(colleague, "Olga Owner")).to_contain_text("online")

    rights_change_at_once(owner, colleague)
    assert never_reloaded(colleague)
    assert never_reloaded(owner)


def sign_up_from_landing_page(visit: Browsers, page: Page) -> None:
    page.get_by_role("banner").get_by_role("link", name="Create account").click()
    fill_sign_up(page, "Olga Owner", OWNER)
    with visit.arriving(page):
        page.get_by_role("button", name="Create account").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="local inbox").click()
    code = re.search(r"\b\d{6}\b", open_mail(opened.value, OWNER).locator("body").inner_text())
    assert code
    opened.value.close()
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Continue").click()


def found_organization(page: Page) -> None:
    expect(heading(page)).to_have_text("Create an organization")
    page.get_by_label("Name").fill("Venture")
    expect(page.get_by_label("Address")).to_have_value("venture")
    page.get_by_role("button", name="Create organization").click()
    expect(heading(page)).to_have_text("Venture")
    expect(page).to_have_url(re.compile("/o/venture$"))


def join_from_mail(visit: Browsers) -> Page:
    """In a browser that has never been here; ends on the first page of the organization."""
    inbox = visit("/inbox")
    with inbox.context.expect_page() as opened:
        open_mail(inbox, COLLEAGUE).get_by_role("link", name="See the invitation").click()
    page = opened.value
    expect(heading(page)).to_have_text("Join Venture")
    page.get_by_label("Your name").fill("Carl Colleague")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account and join").click()
    expect(heading(page)).to_have_text("Venture")
    return page


def rights_change_at_once(owner: Page, colleague: Page) -> None:
    may_invite = colleague.get_by_role("button", name="Invite people")
    expect(may_invite).to_have_count(0)
    choose(owner, "Carl Colleague", "Admin")
    expect(may_invite).to_be_visible()
    expect(colleague.get_by_role("link", name="Audit log")).to_be_visible()
    invite(colleague, "third@venture.test", role="Viewer")
    expect(owner.get_by_role("list", name="Pending invitations")).to_contain_text("third@venture.test")
    choose(owner, "Carl Colleague", "Viewer")
    expect(may_invite).to_have_count(0)
    expect(colleague.get_by_role("button", name="Actions for")).to_have_count(0)
    choose(owner, "Carl Colleague", "Remove…")
    confirm(owner, "Remove")
    expect(heading(colleague)).to_have_text("There is nothing here")
    expect(row(owner, "Carl Colleague")).to_have_count(0)
    expect(colleague.get_by_text("Olga Owner")).to_have_count(0)


def never_reload(page: Page) -> None:
    """From here on the page lives without being loaded again."""
    page.evaluate("window.sameDocument = true")


def never_reloaded(page: Page) -> bool:
    return page.evaluate("window.sameDocument === true")
