"""From the public pages to a plan: the two ways to pay, and talking to whoever runs the installation."""

import re

from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.steps import heading
from playwright.sync_api import Page, expect

from hiveforge.core.settings import DEMO_ADMIN


def pro(page: Page):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name="Pro", exact=True))


def test_prices_switch_by_keyboard_and_without_asking_the_server(visit: Browsers):
    page = visit("/pricing")
    expect(pro(page)).to_contain_text("$20")
    page.context.set_offline(True)
    page.get_by_role("radio", name="Monthly").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Yearly")).to_be_checked()
    expect(pro(page).get_by_text("$16", exact=True)).to_be_visible()
    expect(pro(page).get_by_text("$192 billed yearly")).to_be_visible()
    expect(pro(page).get_by_text("$20", exact=True)).to_be_hidden()


def test_prices_switch_without_our_script(visit: Browsers):
    page = visit("/pricing", java_script_enabled=False)
    page.locator("label").filter(has_text="Yearly").click()
    expect(pro(page).get_by_text("$16", exact=True)).to_be_visible()


def test_a_company_asks_for_enterprise_and_the_admin_gets_mail(visit: Browsers, mailbox: Mailbox):
    page = visit("/pricing")
    page.get_by_role("article").get_by_role("link", name="Talk to us").click()
    expect(heading(page)).to_have_text("Talk to us")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("Ida Okafor")
    page.get_by_label("Work email").fill("ida@big.test")
    page.get_by_label("Company").fill("Big Company")
    page.get_by_label("Seats wanted").fill("1200")
    page.get_by_label("Message").fill("We are many.")
    with visit.arriving(page):
        page.get_by_role("button", name="Send message").dblclick()
    expect(page).to_have_url(re.compile("/contact/sent$"))
    expect(heading(page)).to_have_text("We have your message")
    newest = mailbox.newest(DEMO_ADMIN)
    assert newest.subject == "Big Company wants to talk about 1,200 seats"
    assert [mail.subject for mail in mailbox.all(DEMO_ADMIN)].count(newest.subject) == 1
