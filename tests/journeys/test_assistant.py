"""Asking the assistant: streamed into every tab, stopped, asked again, shared; whatever a model says does no harm."""

import re

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.model import Model
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import confirm, heading, toast
from playwright.sync_api import Locator, Page, expect

from hiveforge.core.permissions import Role

LONG = " ".join(f"word{number}" for number in range(200))


@pytest.fixture
def guild(found: Founder) -> Tenant:
    return found("guild")


@pytest.fixture
def page(visit: Browsers, guild: Tenant) -> Page:
    return visit(f"/o/{guild.slug}/assistant", secret=guild.secrets[Role.MEMBER])


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()


def messages(page: Page) -> Locator:
    return page.get_by_role("list", name="Messages").locator(":scope > li")


def act(page: Page, name: str) -> None:
    page.get_by_role("button", name="Actions for this conversation").click()
    page.get_by_role("menuitem", name=name).click()


def test_answer_streams_into_every_tab_and_shows_what_it_cost(visit: Browsers, guild: Tenant, page: Page, model: Model):
    model.says(f"Open **Members**. {LONG}", pause=0.02)
    ask(page, "How do I invite?")
    expect(messages(page).last).to_contain_text("word3")
    other = visit.tab(page, re.sub(r"^https?://[^/]+", "", page.url))
    expect(messages(other).last).to_contain_text("word20")
    for tab in (page, other):
        expect(messages(tab).last).to_contain_text("word199", timeout=20_000)
        expect(messages(tab).last).to_contain_text("1 credit · ")
        expect(messages(tab).last.locator("strong")).to_have_text("Members")
    expect(page.get_by_label("Your question")).to_have_value("")
    assert not faults(page)


def test_answer_from_an_uploaded_document_cites_the_passage_and_opens_it(
    visit: Browsers, guild: Tenant, page: Page, model: Model
):
    visit.go(page, f"/o/{guild.slug}/documents")
    handbook = b"# Leave\n\nEverybody has 27 days of leave a year.\n\n# Travel\n\nTrains come first."
    page.get_by_label("Choose files").set_input_files({"name": "handbook.md", "mimeType": "", "buffer": handbook})
    expect(page.get_by_role("row", name=re.compile("handbook"))).to_contain_text("Ready", timeout=30_000)
    visit.go(page, f"/o/{guild.slug}/assistant")
    model.says("You have 27 days [1].")
    ask(page, "How many days of leave do I have?")
    answer = messages(page).last
    expect(answer).to_contain_text("You have 27 days")
    assert "27 days of leave" in str(model.asked[-1]["messages"][-1])
    answer.get_by_role("link", name="Source 1").first.click()
    expect(heading(page)).to_have_text("handbook")
    expect(page.locator("[aria-current=true]")).to_contain_text("27 days of leave")


def test_stopped_answer_keeps_what_was_written_and_the_vendor_is_left(page: Page, model: Model):
    model.says(LONG, pause=0.1)
    ask(page, "Stop me")
    expect(messages(page).last).to_contain_text("word5")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(messages(page).last).to_contain_text("Stopped.")
    expect(messages(page).last).not_to_contain_text("word199")
    assert model.abandoned.wait(5)
    model.says("Better now.")
    page.get_by_role("button", name="Answer again").click()
    expect(messages(page).last).to_contain_text("Better now.")
    expect(messages(page)).to_have_count(2)


def test_answer_goes_on_while_the_tab_is_reloaded_and_the_page_is_left(visit: Browsers, page: Page, model: Model):
    model.says(LONG, pause=0.05)
    ask(page, "Go on without me")
    expect(messages(page).last).to_contain_text("word5")
    visit.reload(page)
    expect(messages(page).last).to_contain_text("word30")
    expect(messages(page).last).to_contain_text("word199", timeout=30_000)


def test_question_is_asked_in_other_words_by_keys_alone(page: Page, model: Model):
    model.says("First answer.")
    page.get_by_label("Your question").focus()
    page.keyboard.type("Frist?")
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("First answer.")
    model.says("Second answer.")
    page.get_by_role("button", name="Edit this question").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("list", name="Messages").get_by_label("Question")
    expect(field).to_be_focused()
    field.press("Control+a")
    page.keyboard.type("First?")
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("Second answer.")
    expect(messages(page).first).to_contain_text("First?")
    expect(messages(page)).to_have_count(2)


def test_conversation_is_named_shared_searched_and_deleted(visit: Browsers, guild: Tenant, page: Page, model: Model):
    model.says("An answer about wombats.")
    ask(page, "What is there?")
    expect(messages(page).last).to_contain_text("wombats")
    act(page, "Rename…")
    page.get_by_role("dialog").get_by_label("Name").fill("On wombats")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="On wombats")).to_be_visible()
    viewer = visit(re.sub(r"^https?://[^/]+", "", page.url), secret=guild.secrets[Role.VIEWER])
    expect(heading(viewer)).to_have_text("There is nothing here")
    act(page, "Share with the organization")
    expect(toast(page, "Everybody in the organization can read it now.")).to_be_visible()
    visit.reload(viewer)
    expect(messages(viewer).last).to_contain_text("wombats")
    expect(viewer.get_by_label("Your question")).to_have_count(0)
    page.get_by_role("searchbox", name="Search conversations").fill("WOMBATS")
    expect(page.get_by_role("region", name="Conversations").get_by_role("listitem")).to_have_count(1)
    act(page, "Delete…")
    confirm(page, "Delete")
    expect(toast(page, "The conversation is deleted.")).to_be_visible()
    expect(page.get_by_text("Your conversations will be listed here.")).to_be_visible()
    expect(page.get_by_role("list", name="Notifications")).not_to_contain_text("There is nothing here")


def test_nothing_that_a_model_says_runs_loads_or_hides_where_it_leads(page: Page, model: Model):
    model.says(
        "<script>window.ran = 1</script> <img src=x onerror='window.ran=1'>\n\n![pixel](https://evil.test/pixel.png) "
        "[click](javascript:window.ran=1) [bank](https://evil.test/login) <b>bold</b> [1] `code [1]`"
    )
    ask(page, "Attack me")
    answer = messages(page).last
    expect(answer).to_contain_text("bank (evil.test)")
    expect(answer).to_contain_text("<script>window.ran = 1</script>")
    assert page.evaluate("window.ran") is None
    assert answer.locator("img, script, b, iframe").count() == 0
    expect(answer).to_contain_text("[Picture: pixel]")
    expect(answer.get_by_role("link", name="bank")).to_have_attribute("rel", "noopener noreferrer nofollow")
    assert answer.locator("a[href^='javascript']").count() == 0


def test_without_credits_the_question_stays_and_the_way_on_is_shown(
    page: Page, guild: Tenant, product: Product, model: Model
):
    model.says("An answer.")
    ask(page, "One more?")
    expect(messages(page).last).to_contain_text("An answer.")
    product.execute(
        "update usage_accounts set included_left = 0, included_used = included where organization_id = %s", guild.id
    )
    ask(page, "And another?")
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("Upgrade|Open billing"))).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("And another?")
