"""What breaks under people's hands, and mends without them: the line, the server, the database."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import choose, heading, row, toast
from playwright.sync_api import Page, WebSocketRoute, expect
from playwright.sync_api import TimeoutError as NotInTime

from hiveforge.core.permissions import Role

pytestmark = [pytest.mark.outage, pytest.mark.xdist_group("outages")]
SECONDS_TO_MEND = 40
MILLISECONDS_TO_SEND = 3_000
TRIES = 5  # connections that the outage broke are noticed when they are used


@pytest.fixture(autouse=True)
def _mended(product: Product) -> Iterator[None]:
    yield
    product.mend()


@pytest.fixture(scope="module", autouse=True)
def _as_before(product: Product) -> Iterator[None]:
    """A server that saw its database go takes its time over jobs: the journeys after these get a new one."""
    yield
    product.stop()
    product.start()


@pytest.fixture
def ship(found: Founder) -> Tenant:
    return found("ship")


@pytest.fixture
def half_typed(visit: Browsers, ship: Tenant) -> Page:
    """An invitation that somebody is writing."""
    page = visit(f"/o/{ship.slug}/members#invite", secret=ship.secrets[Role.OWNER])
    expect(
        page.locator("tbody tr").filter(has_text="Viewer of")
    ).to_be_visible()  # behind the dialog, so without a role
    page.get_by_label("Email addresses").fill("half@typed.test")
    page.get_by_role("dialog").get_by_label("Role").select_option("Viewer")
    page.evaluate("window.sameDocument = true")
    return page


def pill(page: Page):
    return page.get_by_role("status").filter(has_text="Reconnecting…")


def goes_on(page: Page) -> None:
    """What was typed is still there, and can be sent, in the same document."""
    expect(pill(page)).to_have_count(0, timeout=SECONDS_TO_MEND * 1000)
    expect(page.get_by_label("Email addresses")).to_have_value("half@typed.test")
    expect(page.get_by_role("dialog").get_by_label("Role")).to_have_value("viewer")
    pending = page.get_by_role("list", name="Pending invitations").filter(has_text="half@typed.test")
    dialog = page.get_by_role("dialog")
    for _ in range(TRIES):
        # The database may still turn people away: what was typed stays for another try. A slow answer closes it later.
        with suppress(AssertionError, NotInTime):
            dialog.get_by_role("button", name="Invite people").click(timeout=MILLISECONDS_TO_SEND)
            expect(dialog).to_have_count(0, timeout=MILLISECONDS_TO_SEND)
        if not dialog.count():
            break
    expect(pending).to_be_visible()
    assert page.evaluate("window.sameDocument")


def test_killed_server_is_waited_for_and_work_goes_on_where_it_was(product: Product, half_typed: Page):
    product.kill()
    expect(pill(half_typed)).to_be_visible()
    product.start()
    goes_on(half_typed)


def test_closed_socket_is_opened_again_and_brings_what_was_missed(visit: Browsers, ship: Tenant):
    """The server lives on: a proxy or a sleeping laptop has cut the line."""
    line = Line()
    page = visit(secret=ship.secrets[Role.OWNER])
    page.route_web_socket(re.compile("/_event"), line.pass_on)
    visit.go(page, f"/o/{ship.slug}/members")
    page.get_by_role("button", name="Invite people").click()
    page.get_by_label("Email addresses").fill("half@typed.test")
    page.evaluate("window.sameDocument = true")
    line.cut()
    expect(pill(page)).to_be_visible(timeout=SECONDS_TO_MEND * 1000)
    other = visit(f"/o/{ship.slug}/members", secret=ship.secrets[Role.ADMIN])
    choose(other, "Member of", "Viewer")
    expect(row(other, "Member of").get_by_text("Viewer", exact=True)).to_be_visible()
    line.mend()
    expect(pill(page)).to_have_count(0, timeout=SECONDS_TO_MEND * 1000)
    expect(page.locator("tbody tr").filter(has_text="Member of").get_by_text("Viewer", exact=True)).to_be_visible()
    expect(page.get_by_label("Email addresses")).to_have_value("half@typed.test")
    assert page.evaluate("window.sameDocument")


class Line:
    """What lies between a browser's websocket and the server."""

    def __init__(self) -> None:
        self._open: list[WebSocketRoute] = []
        self._is_cut = False

    def pass_on(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close(code=1001)
            return
        socket.connect_to_server()
        self._open.append(socket)

    def cut(self) -> None:
        self._is_cut = True
        for socket in self._open:
            socket.close(code=1001)
        self._open.clear()

    def mend(self) -> None:
        self._is_cut = False


def test_form_posted_while_the_server_is_away_keeps_its_text(visit: Browsers, found: Founder, product: Product):
    page = visit("/sign-in")
    page.get_by_label("Email").fill(found.person("Paula Patient").email)
    page.get_by_label("Password", exact=True).fill("seven lazy herons")
    product.kill()
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("We could not reach the server.")
    product.start()
    expect(page.get_by_label("Password", exact=True)).to_have_value("seven lazy herons")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-in"))


def test_restarted_database_is_waited_for(
    visit: Browsers, product: Product, ship: Tenant, half_typed: Page, mailbox: Mailbox
):
    visitor = visit("/sign-in")
    mailed = len(mailbox.all("half@typed.test"))
    secret = ship.secrets[Role.OWNER]
    product.stop_database()
    try:
        expect(pill(half_typed)).to_be_visible()
        answer = product.get("/api/v1/organizations", cookies={"hiveforge": secret}, timeout=20)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"] == "application/problem+json"
        half_typed.get_by_role("dialog").get_by_role("button", name="Invite people").click()
        expect(toast(half_typed, "Try again")).to_be_visible()
        visitor.get_by_label("Email").fill("ada@northwind.example")
        visitor.get_by_label("Password", exact=True).fill("honey-comb-2026")
        visitor.get_by_role("button", name="Sign in", exact=True).click()
        expect(visitor.get_by_role("alert")).not_to_be_empty()
    finally:
        product.start_database()
    product.wait_until_ready()
    goes_on(half_typed)
    mailbox.newest("half@typed.test", after=mailed)
    visitor.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor).not_to_have_url(re.compile("/sign-in"))


def test_page_opened_while_the_database_is_away_says_so_and_fills_itself_later(
    visit: Browsers, product: Product, ship: Tenant
):
    page = visit("/", secret=ship.secrets[Role.OWNER])
    product.stop_database()
    try:
        page.goto(f"/o/{ship.slug}/members")
        expect(heading(page)).to_have_text("We cannot reach our database", timeout=SECONDS_TO_MEND * 1000)
        expect(page.get_by_role("list", name="Notifications").get_by_role("listitem")).to_have_count(0)
    finally:
        product.start_database()
    expect(row(page, "Viewer of")).to_be_visible(timeout=SECONDS_TO_MEND * 1000)


def test_news_arrives_again_after_the_database_was_away(visit: Browsers, product: Product, ship: Tenant):
    page, other = (visit(f"/o/{ship.slug}/members", secret=ship.secrets[role]) for role in (Role.OWNER, Role.VIEWER))
    expect(row(other, "Owner of")).to_be_visible()
    product.stop_database()
    product.start_database()
    product.wait_until_ready()
    visit.reload(page)
    page.get_by_role("button", name="Actions for Member of").click()
    page.get_by_role("menuitemradio", name="Admin").click()
    expect(row(other, "Member of").get_by_text("Admin", exact=True)).to_be_visible(timeout=SECONDS_TO_MEND * 1000)
