"""Everything without a mouse, and without having to see where it would be."""

import re

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import PASSWORD, Founder
from journeys.steps import heading, row, sidebar
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role

MOST_STEPS = 40
FOCUSED = "() => [document.activeElement.getAttribute('aria-label'), document.activeElement.innerText]"


@pytest.fixture
def crew(found: Founder) -> Tenant:
    return found("crew")


@pytest.fixture
def members(visit: Browsers, crew: Tenant) -> Page:
    page = visit(f"/o/{crew.slug}/members", secret=crew.secrets[Role.OWNER])
    expect(row(page, "Viewer of")).to_be_visible()
    return page


def test_stranger_gets_from_sign_up_to_the_members_page_by_keys_alone(visit: Browsers, mailbox: Mailbox):
    page = visit("/sign-up")
    keys = page.keyboard
    type_into(page, page.get_by_label("Name"), "Kim Keys")
    type_into(page, page.get_by_label("Email"), "kim@keys.test")
    type_into(page, page.get_by_label("Password", exact=True), PASSWORD)
    with visit.arriving(page):
        keys.press("Enter")
    type_into(page, page.get_by_label("Code"), mailbox.newest("kim@keys.test").code)
    keys.press("Enter")
    expect(heading(page)).to_have_text("Create an organization")
    type_into(page, page.get_by_label("Name"), "Keys Only")
    keys.press("Enter")
    expect(heading(page)).to_have_text("Keys Only")
    keys.press("Control+k")
    expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()
    keys.type("membe")
    expect(page.get_by_role("option", name=re.compile("Members")).first).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(heading(page)).to_have_text("Members")
    expect(heading(page)).to_be_focused()
    go_to(page, page.get_by_role("button", name="Invite people"))
    keys.press("Enter")
    expect(page.get_by_label("Email addresses")).to_be_focused()
    keys.type("first@keys.test")
    go_to(page, page.get_by_role("dialog").get_by_role("button", name="Invite people"))
    keys.press("Enter")
    expect(page.get_by_role("list", name="Pending invitations")).to_contain_text("first@keys.test")
    expect(page.get_by_role("button", name="Invite people")).to_be_focused()


def test_skip_link_comes_first_and_leads_to_the_content(members: Page):
    members.keyboard.press("Tab")
    skip = members.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    members.keyboard.press("Enter")
    expect(members.get_by_role("main")).to_be_focused()
    members.keyboard.press("Tab")
    assert members.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_stays_in_an_open_dialog_and_returns_afterwards(members: Page):
    opener = members.get_by_role("button", name="Invite people")
    opener.focus()
    members.keyboard.press("Enter")
    dialog = members.get_by_role("dialog", name="Invite people")
    expect(dialog.get_by_label("Email addresses")).to_be_focused()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(8):
            members.keyboard.press(key)
            expect(dialog.locator(":focus")).to_have_count(1)
    members.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_dialog_with_text_in_it_asks_before_it_closes(members: Page):
    members.get_by_role("button", name="Invite people").press("Enter")
    members.keyboard.type("half a thought")
    members.keyboard.press("Escape")
    question = members.get_by_role("alertdialog", name="Discard changes?")
    expect(question).to_be_visible()
    members.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(members.get_by_label("Email addresses")).to_have_value("half a thought")
    members.keyboard.press("Escape")
    question.get_by_role("button", name="Discard changes").press("Enter")
    expect(members.get_by_role("dialog")).to_have_count(0)
    expect(members.get_by_role("button", name="Invite people")).to_be_focused()


def test_role_is_changed_by_arrow_keys_and_focus_returns_to_the_row(members: Page):
    menu_of = members.get_by_role("button", name="Actions for Viewer of")
    menu_of.press("Enter")
    expect(members.get_by_role("menu")).to_be_visible()
    expect(members.locator("[role=menuitemradio]:focus")).to_have_count(1)
    while "Member" not in members.evaluate(FOCUSED):
        members.keyboard.press("ArrowDown")
    members.keyboard.press("Enter")
    expect(row(members, "Viewer of").get_by_text("Member", exact=True)).to_be_visible()
    expect(menu_of).to_be_focused()


def test_removing_somebody_asks_first_and_escape_means_no(members: Page):
    menu_of = members.get_by_role("button", name="Actions for Viewer of")
    menu_of.press("Enter")
    members.keyboard.press("End")
    members.keyboard.press("Enter")
    dialog = members.get_by_role("alertdialog", name="Remove Viewer of")
    expect(dialog).to_be_visible()
    members.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(menu_of).to_be_focused()
    expect(row(members, "Viewer of")).to_be_visible()


def test_palette_opens_over_every_page_and_gives_focus_back(visit: Browsers, crew: Tenant):
    for place in (f"/o/{crew.slug}", f"/o/{crew.slug}/settings", "/organizations", "/account", "/account/sessions"):
        page = visit(place, secret=crew.secrets[Role.OWNER])
        opener = page.get_by_role("button", name="Search or jump to")
        opener.focus()
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog", name="Command palette")
        expect(palette.get_by_role("combobox")).to_be_focused()
        page.keyboard.type("no such thing")
        expect(palette.get_by_text("Nothing matches.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(palette).to_have_count(0)
        expect(opener).to_be_focused()
        page.context.close()


def test_switcher_finds_an_organization_and_escape_returns_to_it(visit: Browsers, found: Founder, crew: Tenant):
    other = found("harbour")
    found.join(other, crew.people[Role.OWNER])
    page = visit(f"/o/{crew.slug}", secret=crew.secrets[Role.OWNER])
    switcher = sidebar(page).get_by_role("button").first
    switcher.press("Enter")
    page.keyboard.type("harbour")
    expect(page.get_by_role("option", name=other.organization.name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(switcher).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("harbour")
    expect(page.get_by_role("option", name=other.organization.name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(other.organization.name)


def test_palette_acts_and_knows_what_one_may(visit: Browsers, crew: Tenant, members: Page):
    members.keyboard.press("Control+k")
    expect(members.get_by_role("combobox", name="Command palette")).to_be_focused()
    members.keyboard.type("invite a")
    members.keyboard.press("Enter")
    expect(members.get_by_role("dialog", name="Invite people")).to_be_visible()
    viewer = visit(f"/o/{crew.slug}", secret=crew.secrets[Role.VIEWER])
    viewer.keyboard.press("Control+k")
    expect(viewer.get_by_role("combobox", name="Command palette")).to_be_focused()
    viewer.keyboard.type("invite a")
    expect(viewer.get_by_text("Nothing matches.")).to_be_visible()


def test_shortcuts_go_places_but_not_while_somebody_types(members: Page):
    search = members.get_by_role("searchbox", name="Search members")
    search.focus()
    members.keyboard.type("g s?")
    expect(search).to_have_value("g s?")
    expect(members.get_by_role("dialog")).to_have_count(0)
    members.get_by_role("heading", level=1).focus()
    members.keyboard.press("?")
    expect(members.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Go to settings")
    members.keyboard.press("Escape")
    expect(heading(members)).to_be_focused()  # where it was before
    members.keyboard.type("gs")
    expect(heading(members)).to_have_text("Settings")


def test_focus_is_always_visible(members: Page):
    """Every stop of the first screen shows where one is."""
    members.keyboard.press("Tab")
    for _ in range(20):
        members.keyboard.press("Tab")
        look = members.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return [style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, style.boxShadow !== 'none'] }"
        )
        assert any(look), members.evaluate("document.activeElement.outerHTML")


def go_to(page: Page, target: Locator) -> None:
    """Press Tab until it is there."""
    for _ in range(MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by Tab from here")


def type_into(page: Page, target: Locator, text: str) -> None:
    go_to(page, target)
    page.keyboard.type(text)
