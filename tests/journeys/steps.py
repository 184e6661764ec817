"""What people do again and again, by what they see."""

import re

from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import PASSWORD
from playwright.sync_api import FrameLocator, Locator, Page, expect


def heading(page: Page) -> Locator:
    """What the page is called."""
    return page.get_by_role("heading", level=1)


def row(page: Page, text: str) -> Locator:
    """The line of a table that holds this text."""
    return page.get_by_role("row").filter(has_text=text)


def sidebar(page: Page) -> Locator:
    """The switcher on top, the navigation, the user menu at the bottom."""
    return page.get_by_role("complementary", name="Sidebar")


def toast(page: Page, text: str) -> Locator:
    return page.get_by_role("list", name="Notifications").get_by_text(text)


def fill_sign_up(page: Page, name: str, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)


def sign_up(visit: Browsers, page: Page, mailbox: Mailbox, name: str, email: str) -> None:
    """From the sign-up page into the app."""
    fill_sign_up(page, name, email)
    with visit.arriving(page):
        page.get_by_role("button", name="Create account").click()
    expect(heading(page)).to_have_text("Check your email")
    page.get_by_label("Code").fill(mailbox.newest(email).code)
    with visit.arriving(page):
        page.get_by_role("button", name="Continue").click()


def sign_in(visit: Browsers, page: Page, email: str, password: str = PASSWORD) -> None:
    """On the sign-in page."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    with visit.arriving(page):
        page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    """By the menu at the bottom of the sidebar."""
    sidebar(page).get_by_role("button").last.click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(heading(page)).to_have_text("Sign in")


def open_mail(page: Page, to: str) -> FrameLocator:
    """In the local inbox: the newest message to somebody."""
    page.get_by_role("navigation", name="Messages").get_by_role("link").filter(has_text=to).first.click()
    return page.frame_locator("iframe[title='Message as HTML']")


def invite(page: Page, *emails: str, role: str = "Member") -> None:
    """On the members page."""
    page.get_by_role("button", name="Invite people").click()
    dialog = page.get_by_role("dialog", name="Invite people")
    dialog.get_by_label("Email addresses").fill(", ".join(emails))
    dialog.get_by_label("Role").select_option(role)
    dialog.get_by_role("button", name="Invite people").click()
    expect(dialog).to_have_count(0)


def choose(page: Page, whose: str, item: str) -> None:
    """In the menu at the end of somebody's line."""
    page.get_by_role("button", name=f"Actions for {whose}").click()
    page.get_by_role("menu").get_by_text(item, exact=True).click()


def confirm(page: Page, act: str) -> None:
    """In the dialog that asks."""
    page.get_by_role("alertdialog").get_by_role("button", name=act, exact=True).click()


def to_checkout(owner: Page) -> None:
    """From the billing page of four people on the free plan."""
    owner.get_by_role("button", name="Upgrade to Pro").click()
    dialog = owner.get_by_role("dialog", name="Upgrade to Pro")
    expect(dialog.get_by_text("$80 a month")).to_be_visible()
    expect(dialog.get_by_text("Due now")).to_be_visible()
    dialog.get_by_role("button", name="Continue to checkout").click()
    expect(heading(owner)).to_contain_text("Test checkout: no real payment, no Stripe account")


def pay(visit: Browsers, page: Page, card: str = "4242424242424242") -> None:
    """With a test card, which leads back."""
    page.get_by_label("Or type a test card's number").fill(card)
    with visit.arriving(page):
        page.get_by_role("button", name=re.compile("^(Start trial|Pay)$")).click()
