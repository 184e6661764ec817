"""Every page and everything that opens on one, for everybody. The list of pages is the application's own."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder, secret_of
from journeys.product import Product
from journeys.steps import choose, heading, sidebar
from playwright.sync_api import Page, expect

from hiveforge import slices
from hiveforge.core.clock import now
from hiveforge.core.permissions import Access, Permission, Role
from hiveforge.ui.page import served

slices.load("pages")
NOT_FOUND = "404"
REFUSALS = re.compile("There is nothing here|You cannot open this page|We cannot reach our database")


@pytest.fixture(scope="module")
def tenant(product: Product) -> Tenant:
    founder = Founder(product.database_url)
    tenant = founder("axe")
    founder.invitation(tenant, "waiting@axe.test")
    return tenant


@pytest.fixture(scope="module")
def crowd(product: Product) -> Tenant:
    """More members than a page holds."""
    founder = Founder(product.database_url)
    tenant = founder("crowd")
    founder.members(tenant, [f"Member {number} with a name of some length" for number in range(30)])
    founder.invitation(tenant, "somebody-with-a-long-address@a-long-domain-name.example")
    founder.invitation(tenant)
    return tenant


def address(route: str, crowd: Tenant, found: Founder) -> str:
    """A page behind the route. A route with an argument that has no example here fails."""
    examples = {
        "slug": crowd.slug,
        "tenant": crowd.slug,
        "request": found.request("Big & Söhne", "Line after line.\n" * 9).rpartition("/")[2],
        "invitation": found.invitation(found("join"), "join@axe.test").removeprefix("/invite/"),
        "document": found.document(crowd, "Handbook", "Thirty days of leave.", "Keep receipts.").rpartition("/")[2],
    }
    return (
        re.sub(r"\[(\w+)\]", lambda argument: examples[argument[1]], route) if route != NOT_FOUND else "/no/such/page"
    )


def secret_for(access: Permission | Access, crowd: Tenant, found: Founder) -> str:
    """The session of somebody who may see the page."""
    if access is Access.PUBLIC:
        return ""
    return found.admin() if access is Access.PLATFORM_ADMIN else crowd.secrets[Role.OWNER]


@pytest.mark.refused
@pytest.mark.parametrize("route", sorted(served()))
def test_page_is_for_everybody(route: str, crowd: Tenant, found: Founder, visit: Browsers):
    page = visit(address(route, crowd, found), secret=secret_for(served()[route], crowd, found))
    if route not in {NOT_FOUND, "/o/[slug]/billing/checkout"}:  # the latter is about an act that the address names
        expect(heading(page)).not_to_have_text(REFUSALS)
    assert not faults(page)


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("me")


def open_switcher(page: Page) -> None:
    sidebar(page).get_by_role("button").first.click()
    expect(page.get_by_role("option", name="Create organization")).to_be_visible()


def open_user_menu(page: Page) -> None:
    sidebar(page).get_by_role("button").last.click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()


def open_shortcuts(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def open_row_menu(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Actions for Member of")).click()
    expect(page.get_by_role("menu")).to_be_visible()


def open_confirmation(page: Page) -> None:
    choose(page, "Member of", "Remove…")
    expect(page.get_by_role("alertdialog")).to_be_visible()


def open_refused_form(page: Page) -> None:
    page.get_by_role("button", name="Invite people").click()
    page.get_by_label("Email addresses").fill("nobody")
    page.get_by_role("dialog").get_by_role("button", name="Invite people").click()
    expect(page.get_by_text("is not an email address.")).to_be_visible()


def ask_before_discarding(page: Page) -> None:
    page.get_by_role("button", name="Invite people").click()
    page.get_by_label("Email addresses").fill("half@typed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog", name="Discard changes?")).to_be_visible()


def show_message(page: Page) -> None:
    choose(page, "Member of", "Viewer")
    expect(page.get_by_role("list", name="Notifications").get_by_role("listitem")).to_be_visible()


def find_nothing(page: Page) -> None:
    page.get_by_role("searchbox", name="Search members").fill("nobody is called that")
    expect(page.get_by_text("Nothing matches")).to_be_visible()


def collapse_sidebar(page: Page) -> None:
    page.get_by_role("button", name="Collapse sidebar").click()
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_visible()


def open_drawer(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_role("button", name="Open navigation").click()
    expect(page.get_by_role("dialog", name="Navigation")).to_be_visible()


OPENED: list[Callable[[Page], None]] = [
    open_palette, open_switcher, open_user_menu, open_shortcuts, open_row_menu, open_confirmation, open_refused_form,
    ask_before_discarding, show_message, find_nothing, collapse_sidebar, open_drawer,
]  # fmt: skip


@pytest.mark.parametrize("opened", OPENED, ids=lambda opened: opened.__name__)
def test_what_opens_on_a_page_is_for_everybody(opened: Callable[[Page], None], tenant: Tenant, visit: Browsers):
    page = visit(f"/o/{tenant.slug}/members", secret=tenant.secrets[Role.OWNER])
    opened(page)
    assert not faults(page, something_open=True)


INVITATIONS: dict[str, dict[str, Any]] = {
    "This invitation has expired": {"expires_at": now() - timedelta(days=1)},
    "This invitation was withdrawn": {"revoked_at": now()},
    "This invitation was used already": {"accepted_at": now()},
    "This invitation is for somebody else": {},
}


@pytest.mark.parametrize("title", INVITATIONS)
def test_invitation_in_every_state_is_for_everybody(title: str, tenant: Tenant, found: Founder, visit: Browsers):
    guest = found.person("Gwen Guest")
    page = visit(found.invitation(tenant, "somebody@axe.test", **INVITATIONS[title]), secret=secret_of(guest))
    expect(heading(page)).to_have_text(title)
    assert not faults(page)


def test_found_and_followed_passages_are_for_everybody(tenant: Tenant, found: Founder, visit: Browsers):
    document = found.document(tenant, "Handbook", *(f"Day {n} of leave." for n in range(50)))
    page = visit(f"/o/{tenant.slug}/documents?q=leave", secret=tenant.secrets[Role.VIEWER])
    expect(page.get_by_role("list", name="Passages").get_by_role("listitem")).to_have_count(3)
    assert not faults(page)
    visit.go(page, f"{document}?passage=45&q=leave")
    expect(page.locator("[aria-current=true] mark")).to_have_text("leave")
    assert not faults(page)


def test_what_the_palette_finds_is_for_everybody(tenant: Tenant, found: Founder, visit: Browsers):
    found.document(tenant, "Field guide to a title that is much too long for one line of it", "Marmots whistle. " * 40)
    found.conversation(tenant, "On burrows", "How deep does a marmot dig?", shared=True)
    found.members(tenant, ["Mary Marmot"])
    page = visit(f"/o/{tenant.slug}/members", secret=tenant.secrets[Role.VIEWER])
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("marmot")
    expect(page.get_by_role("option", name="Mary Marmot")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("1 document, 1 conversation, 1 member found.")
    assert not faults(page, something_open=True)


def test_refused_page_is_for_everybody(tenant: Tenant, visit: Browsers):
    page = visit("/o/no-such-place/members", secret=tenant.secrets[Role.OWNER])
    expect(heading(page)).to_have_text("There is nothing here")
    assert not faults(page)


@pytest.mark.refused
def test_page_of_an_error_is_for_everybody(tenant: Tenant, visit: Browsers):
    """The one that a browser gets for a file it may not have."""
    page = visit()
    page.goto(f"/o/{tenant.slug}/members.csv")
    expect(heading(page)).to_have_text("Sign in to continue.")
    assert not faults(page, themed=False)


def test_opened_mail_is_for_everybody(visit: Browsers, found: Founder):
    page = visit("/sign-in/code")
    page.get_by_label("Email").fill(found.person("Mia Mail").email)
    with visit.arriving(page):
        page.get_by_role("button", name="Email me a code").click()
    visit.go(page, "/inbox")
    page.get_by_role("navigation", name="Messages").get_by_role("link").first.click()
    expect(page.get_by_role("tab", name="Message")).to_be_visible()
    assert not faults(page)
    page.get_by_role("tab", name="Text").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Your sign-in code")
    page.get_by_role("tab", name="Headers").click()
    expect(page.get_by_role("tabpanel", name="Headers")).to_contain_text("X-Entity-Ref-ID")
    assert not faults(page)


def test_page_with_faults_would_be_noticed(visit: Browsers):
    """Keeps the others honest: these are what they look for."""
    page = visit("/sign-in")
    page.evaluate("""() => {
        document.title = "";
        document.body.insertAdjacentHTML("beforeend", '<section id="bad"><h1>Again</h1><p>Pale</p>' +
            '<button></button><button></button><p>Wide</p></section>');
        const [pale, wide] = document.querySelectorAll("#bad p");
        pale.style.opacity = 0.3;
        wide.style.width = "2000px";
        for (const button of document.querySelectorAll("#bad button")) button.style.cssText = "width: 9px; height: 9px";
    }""")
    said = "\n".join(faults(page))
    contrast = [f"{scheme}, 320 px: color-contrast" for scheme in ("light", "dark")]
    for fault in ("2 headings", "no title", "wider than the screen", "button-name", "target-size", *contrast):
        assert fault in said, said
