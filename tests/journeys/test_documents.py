"""Documents: files are added, read and found while somebody looks on, and a link leads to the passage it names."""

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.steps import choose, confirm, heading, row
from made_files import pdf
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role

HANDBOOK = "# Handbook\n\n## Leave\n\nEverybody has thirty days of leave.\n\n## Expenses\n\nKeep your receipts.\n"
INJECTED = "# <img src=x onerror=alert(1)>\n\n[go](javascript:alert(1)) <script>alert(1)</script> &lt;b&gt;bold&lt;/b&gt; honeycomb\n"


@pytest.fixture
def library(found: Founder) -> Tenant:
    return found("library")


@pytest.fixture
def documents(visit: Browsers, library: Tenant) -> Page:
    return visit(f"/o/{library.slug}/documents", secret=library.secrets[Role.MEMBER])


def upload(page: Page, name: str, content: str | bytes) -> None:
    raw = content.encode() if isinstance(content, str) else content
    page.get_by_label("Choose files").set_input_files({"name": name, "mimeType": "", "buffer": raw})


def test_a_document_is_added_read_and_found_while_others_look_on(visit: Browsers, library: Tenant, documents: Page):
    viewer = visit(f"/o/{library.slug}/documents", secret=library.secrets[Role.VIEWER])
    expect(viewer.get_by_text("Add your first document")).to_be_visible()
    expect(viewer.get_by_label("Choose files")).to_be_hidden()
    upload(documents, "Handbook.md", HANDBOOK)
    expect(row(documents, "Handbook").get_by_text("Ready")).to_be_visible(timeout=60_000)
    expect(row(viewer, "Handbook").get_by_text("Ready")).to_be_visible()
    viewer.get_by_role("searchbox", name="Search in documents").fill("thirty days of leve")
    passage = viewer.get_by_role("list", name="Passages").get_by_role("listitem").first
    expect(passage.locator("mark")).to_have_text(["thirty", "days", "leave"])
    passage.get_by_role("link").click()
    expect(heading(viewer)).to_have_text("Handbook")
    cited = viewer.locator("[aria-current=true]").filter(has_text="thirty")
    expect(cited).to_be_focused()
    expect(cited).to_be_in_viewport()


def test_a_file_without_text_says_why_and_is_tried_again_or_deleted(documents: Page):
    upload(documents, "scan.pdf", pdf([]))
    line = row(documents, "scan")
    expect(line.get_by_text("There is no text in this file.")).to_be_visible(timeout=60_000)
    choose(documents, "scan", "Try again")
    expect(documents.get_by_role("list", name="Notifications").get_by_text("will be read again")).to_be_visible()
    expect(line.get_by_text("Failed")).to_be_visible(timeout=60_000)
    choose(documents, "scan", "Delete…")
    confirm(documents, "Delete")
    expect(line).to_be_hidden()


@pytest.mark.refused
def test_what_is_no_document_is_refused_and_nothing_is_added(documents: Page):
    upload(documents, "picture.pdf", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100))
    expect(
        documents.get_by_role("list", name="Uploads").get_by_text("none of the files that are taken here")
    ).to_be_visible()
    expect(documents.get_by_text("Add your first document")).to_be_visible()


def test_scripts_in_a_document_are_shown_as_what_they_are(visit: Browsers, library: Tenant, documents: Page):
    documents.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    upload(documents, "evil.md", INJECTED)
    line = row(documents, "evil")
    expect(line.get_by_text("Ready")).to_be_visible(timeout=60_000)
    documents.get_by_role("searchbox", name="Search in documents").fill("honeycomb")
    documents.get_by_role("list", name="Passages").get_by_role("link").first.click()
    expect(documents.locator("article")).to_contain_text("<b>bold</b>")
    assert documents.locator("article img, article script, article b, article a").count() == 0


def test_title_and_tags_are_changed_and_the_file_is_replaced(visit: Browsers, library: Tenant, found: Founder):
    document = found.document(library, "Old rules", "The password is swordfish.")
    page = visit(document, secret=library.secrets[Role.MEMBER])
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill("Rules")
    page.get_by_label("Tags").fill("HR, 2026")
    page.get_by_role("button", name="Save").click()
    expect(heading(page)).to_have_text("Rules")
    expect(page.get_by_text("2026", exact=True)).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Replace file…").click()
    page.get_by_label("Choose a file").set_input_files(
        {"name": "new.txt", "mimeType": "", "buffer": b"There is no password."}
    )
    expect(page.get_by_role("dialog", name="Replace file")).to_be_hidden()
    expect(page.locator("article")).to_have_text("There is no password.", timeout=60_000)


def test_everything_is_done_by_keyboard(visit: Browsers, library: Tenant, found: Founder):
    document = found.document(library, "Handbook", "Thirty days of leave.")
    page = visit(f"/o/{library.slug}/documents", secret=library.secrets[Role.MEMBER])
    page.get_by_role("link", name="Handbook").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{document}")
    expect(heading(page)).to_be_focused()
    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog", name="Delete “Handbook”?")).to_be_visible()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents")
    expect(page.get_by_text("Add your first document")).to_be_visible()


def test_a_foreign_document_is_not_there(visit: Browsers, library: Tenant, found: Founder):
    foreign = found.document(found("rival"), "Secret plan", "violetmarmot")
    path = foreign.rpartition("/")[2]
    page = visit(f"/o/{library.slug}/documents/{path}", secret=library.secrets[Role.OWNER])
    expect(heading(page)).to_have_text("There is nothing here")
