"""The palette finds documents, conversations and members, and everything is done without a mouse."""

import re

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import heading
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role


@pytest.fixture
def burrow(found: Founder) -> Tenant:
    """Where many have something to do with marmots."""
    tenant = found("burrow")
    found.document(tenant, "Field guide", *["Nothing to see here."] * 44, "Marmots whistle when they see an eagle.")
    found.conversation(tenant, "How deep they dig", "How deep does a marmot dig?", shared=True)
    found.conversation(tenant, "Of the owner", "A marmot in private.", role=Role.OWNER)
    found.members(tenant, ["Mary Marmot"])
    found.document(found("rival"), "Secret guide", "Their marmots are others.")
    return tenant


@pytest.fixture
def page(visit: Browsers, burrow: Tenant) -> Page:
    return visit(f"/o/{burrow.slug}/settings", secret=burrow.secrets[Role.MEMBER])


def ask(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()
    page.keyboard.type(text, delay=30)


def option(page: Page, text: str) -> Locator:
    return page.get_by_role("option").filter(has_text=text)


def choose(page: Page, text: str) -> None:
    """By arrow keys alone."""
    expect(option(page, text)).to_have_count(1)
    for _ in range(20):
        if option(page, text).get_attribute("aria-selected") == "true":
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{text} is not reached")


def test_a_document_opens_at_the_passage(page: Page):
    ask(page, "marmots eagle")
    expect(option(page, "Field guide").locator("mark")).to_have_text(["Marmots", "eagle"])
    expect(option(page, "Field guide")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Field guide")
    cited = page.locator("[aria-current=true]").filter(has_text="whistle")
    expect(cited).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_conversation_is_found_by_what_was_said_and_others_stay_private(page: Page):
    ask(page, "marmot")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("1 document, 1 conversation, 1 member found.")
    expect(option(page, "Of the owner")).to_have_count(0)
    expect(option(page, "Secret guide")).to_have_count(0)
    choose(page, "How deep they dig")
    expect(page.get_by_role("heading", name="How deep they dig")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_member_is_found_and_shown_in_the_list(page: Page):
    ask(page, "mary")
    choose(page, "Mary Marmot")
    expect(heading(page)).to_have_text("Members")
    expect(page.get_by_role("searchbox", name="Search members")).to_have_value(re.compile("^member-.*test$"))
    expect(page.get_by_role("row").filter(has_text="Mary Marmot")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)


def test_nothing_found_is_said_and_one_letter_asks_nothing(page: Page):
    ask(page, "zzqxv")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "Nothing found in documents, conversations and members."
    )
    page.get_by_role("combobox").fill("m")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("")
    expect(option(page, "Members")).to_be_visible()


def test_what_was_found_is_forgotten_when_the_palette_opens_again(page: Page):
    ask(page, "marmot")
    expect(option(page, "Mary Marmot")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(option(page, "Members")).to_be_visible()
    expect(option(page, "Mary Marmot")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()
    page.keyboard.type("guide")
    expect(option(page, "Field guide")).to_be_visible()
    expect(option(page, "Mary Marmot")).to_have_count(0)


def test_pages_and_acts_come_first_and_stay_under_the_finger(page: Page):
    ask(page, "me")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Members")
    expect(option(page, "Mary Marmot")).to_be_visible()
    expect(first).to_contain_text("Members")
    expect(first).to_have_attribute("aria-selected", "true")


def test_a_group_that_is_stuck_leaves_the_others_and_says_so(page: Page, product: Product):
    with product.holding("document_chunks"):
        ask(page, "marmot")
        expect(page.get_by_text("Documents could not be searched just now.", exact=True)).to_be_visible()
        expect(option(page, "Mary Marmot")).to_be_visible()
    page.keyboard.type("s")
    expect(option(page, "Field guide")).to_be_visible()


def test_outside_of_an_organization_the_palette_is_as_it_was(visit: Browsers, burrow: Tenant):
    page = visit("/organizations", secret=burrow.secrets[Role.MEMBER])
    ask(page, "marmot")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_count(0)
