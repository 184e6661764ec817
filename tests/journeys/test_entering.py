"""Getting in: signing up and in, codes and links, in one's own browser and in another."""

import itertools
import re

import pytest
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import PASSWORD, Founder
from journeys.product import Product
from journeys.steps import fill_sign_up, heading, sign_in, sign_up
from playwright.sync_api import Page, expect

BEGINNING = re.compile("/organizations/new$")
_numbers = itertools.count(1)


@pytest.fixture
def email() -> str:
    """An address without an account, which no other test has."""
    return f"fay-{next(_numbers)}@fresh.test"


@pytest.fixture
def waiting(visit: Browsers, email: str) -> Page:
    """The page that wants the code, in the browser of somebody who has just asked for an account."""
    page = visit("/sign-up")
    fill_sign_up(page, "Fay Fresh", email)
    with visit.arriving(page):
        page.get_by_role("button", name="Create account").click()
    return page


@pytest.fixture
def nora(found: Founder) -> str:
    """The address of somebody who has an account."""
    return found.person("Nora Known").email


def test_new_person_lands_where_organizations_begin(visit: Browsers, email: str, mailbox: Mailbox):
    page = visit("/sign-up")
    sign_up(visit, page, mailbox, "Fay Fresh", email)
    expect(page).to_have_url(BEGINNING)


@pytest.mark.refused
def test_wrong_code_says_how_many_tries_are_left(waiting: Page, email: str, mailbox: Mailbox):
    code = mailbox.newest(email).code
    enter_code(waiting, f"{(int(code) + 1) % 1_000_000:06}")
    expect(waiting.get_by_text("That code is not right. 4 tries left.")).to_be_visible()
    expect(waiting.get_by_label("Code")).to_be_focused()


@pytest.mark.refused
def test_code_works_once(visit: Browsers, waiting: Page, email: str, mailbox: Mailbox):
    address = waiting.url
    code = mailbox.newest(email).code
    enter_code(waiting, code)
    expect(waiting).to_have_url(BEGINNING)
    again = visit.tab(waiting, address)
    enter_code(again, code)
    expect(again.get_by_text("That code has been used already.")).to_be_visible()


@pytest.mark.refused
def test_expired_code_is_replaced_by_a_new_one(
    visit: Browsers, waiting: Page, email: str, mailbox: Mailbox, product: Product
):
    before = len(mailbox.all(email))
    product.execute("update challenges set expires_at = now() - interval '1 second' where email = %s", email)
    enter_code(waiting, mailbox.newest(email).code)
    expect(waiting.get_by_text("That code is no longer valid. Ask for a new one.")).to_be_visible()
    with visit.arriving(waiting):
        waiting.get_by_role("button", name="send a new code").click()
    expect(waiting.get_by_role("status").filter(has_text="We have sent a new code")).to_be_visible()
    enter_code(waiting, mailbox.newest(email, after=before).code)
    expect(waiting).to_have_url(BEGINNING)


@pytest.mark.refused
def test_link_opened_in_another_browser_asks_for_the_password(
    visit: Browsers, waiting: Page, email: str, mailbox: Mailbox
):
    elsewhere = visit(mailbox.newest(email).link)
    password = elsewhere.get_by_label("Password", exact=True)
    expect(password).to_be_hidden()
    elsewhere.get_by_role("button", name="Continue").click()
    expect(password).to_be_focused()
    password.fill("not the one I chose")
    elsewhere.get_by_role("button", name="Continue").click()
    expect(elsewhere.get_by_text("That is not the password you chose when you signed up.")).to_be_visible()
    password.fill(PASSWORD)
    elsewhere.get_by_role("button", name="Continue").click()
    expect(elsewhere).to_have_url(BEGINNING)


def test_opening_the_link_redeems_nothing(visit: Browsers, waiting: Page, email: str, mailbox: Mailbox):
    """Mail scanners open links before people do."""
    mail = mailbox.newest(email)
    visit(mail.link)
    enter_code(waiting, mail.code)
    expect(waiting).to_have_url(BEGINNING)


def test_code_leaves_the_address_bar(visit: Browsers, waiting: Page, email: str, mailbox: Mailbox):
    page = visit.tab(waiting, mailbox.newest(email).link)
    expect(page.get_by_label("Code")).not_to_be_empty()
    expect(page).not_to_have_url(re.compile("code="))


@pytest.mark.refused
def test_mailed_sign_in_code_works_in_the_browser_that_asked(visit: Browsers, nora: str, mailbox: Mailbox):
    page = visit("/sign-in/code")
    before = len(mailbox.all(nora))
    page.get_by_label("Email").fill(nora)
    with visit.arriving(page):
        page.get_by_role("button", name="Email me a code").click()
    mail = mailbox.newest(nora, after=before)
    elsewhere = visit(mail.link)
    elsewhere.get_by_role("button", name="Continue").click()
    expect(elsewhere.get_by_text("You asked for this code in another browser.")).to_be_visible()
    enter_code(page, mail.code)
    expect(page).to_have_url(BEGINNING)


@pytest.mark.refused
def test_password_reset_ends_the_other_browsers_session(visit: Browsers, nora: str, mailbox: Mailbox):
    other = visit("/sign-in?next=/account")
    sign_in(visit, other, nora)
    expect(heading(other)).to_have_text("Your account")
    page = visit("/sign-in")
    page.get_by_role("link", name="Forgot password?").click()
    expect(heading(page)).to_have_text("Forgot your password?")
    before = len(mailbox.all(nora))
    page.get_by_label("Email").fill(nora)
    with visit.arriving(page):
        page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("Code").fill(mailbox.newest(nora, after=before).code)
    page.get_by_label("New password", exact=True).fill("eight quiet otters")
    page.get_by_role("button", name="Set new password").click()
    expect(page).to_have_url(BEGINNING)
    other.get_by_role("link", name="Sessions").click()
    expect(other).to_have_url(re.compile(r"/sign-in\?next="))
    sign_in_refused(other, nora, PASSWORD)
    sign_in(visit, other, nora, "eight quiet otters")
    # The page that was left and the one that was asked for are both refused: the way back is to either.
    expect(heading(other)).to_have_text(re.compile("^(Sessions|Your account)$"))


@pytest.mark.refused
def test_unknown_address_and_wrong_password_look_the_same(visit: Browsers, nora: str):
    page = visit("/sign-in")
    for email in (nora, "nobody@nowhere.test"):
        sign_in_refused(page, email, "certainly not this")
        expect(page.get_by_label("Email")).to_have_value(email)


@pytest.mark.refused
def test_address_with_an_account_gets_the_same_page_and_another_mail(visit: Browsers, nora: str, mailbox: Mailbox):
    page = visit("/sign-up")
    before = len(mailbox.all(nora))
    fill_sign_up(page, "Somebody Else", nora)
    with visit.arriving(page):
        page.get_by_role("button", name="Create account").click()
    expect(heading(page)).to_have_text("Check your email")
    assert mailbox.newest(nora, after=before).subject == "You already have a HiveForge account"


@pytest.mark.refused
def test_common_password_is_refused_beside_its_field_and_nothing_typed_is_lost(visit: Browsers):
    page = visit("/sign-up")
    fill_sign_up(page, "Carl Common", "carl@codes.test", "password123")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Too many people use this password")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Carl Common")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(visit: Browsers, nora: str):
    page = visit("/account/sessions")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    sign_in(visit, page, nora)
    expect(page).to_have_url(re.compile("/account/sessions$"))
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()


def test_whoever_is_signed_in_is_not_asked_again(visit: Browsers, nora: str):
    page = visit("/sign-in?next=/account")
    sign_in(visit, page, nora)
    visit.go(page, "/sign-in?next=/account")
    expect(page).to_have_url(re.compile("/account$"))


def test_next_leads_nowhere_else(visit: Browsers, nora: str):
    page = visit("/sign-in?next=https://evil.test/")
    sign_in(visit, page, nora)
    expect(page).to_have_url(BEGINNING)


def test_sign_in_works_without_javascript(visit: Browsers, nora: str):
    """The app itself needs it, but a slow or broken script must not send a password into an address or a void."""
    page = visit("/sign-in", java_script_enabled=False)
    page.get_by_label("Email").fill(nora)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/welcome$"))
    page.goto("/api/v1/me")
    expect(page.locator("body")).to_contain_text(nora)


def test_refused_sign_in_without_javascript_leads_back_to_the_form(visit: Browsers):
    page = visit("/sign-in", java_script_enabled=False)
    page.get_by_label("Email").fill("nobody@nowhere.test")
    page.get_by_label("Password", exact=True).fill("not a password of anybody")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sign-in\?error=wrong_credentials$"))


def enter_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def sign_in_refused(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("That email address and password do not belong together.")).to_be_visible()
