"""The contract between a form that posts and the route that answers, in a browser."""

import pytest
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.xdist_group("kit")


async def sign_in(page: Page, email: str) -> None:
    await page.goto("/entrance")
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password").fill("correct horse")
    await page.get_by_role("button", name="Sign in").click()


async def posts(page: Page) -> int:
    return (await (await page.request.get("/posts")).json())["posts"]


async def test_success_leads_to_the_location_in_a_full_navigation(page: Page):
    await page.goto("/entrance")
    await page.evaluate("window.before = true")
    await page.get_by_label("Email").fill("ada@acme.example")
    await page.get_by_label("Password").fill("correct horse")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pieces")
    assert not await page.evaluate("window.before === true")


async def test_wrong_field_gets_its_message_and_focus_and_keeps_its_text(page: Page):
    await sign_in(page, "wrong@acme.example")
    email = page.get_by_label("Email")
    await expect(page.locator("#entrance-email-error")).to_have_text("Email or password is wrong.")
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(email).to_be_focused()
    await expect(email).to_have_value("wrong@acme.example")
    await expect(page.get_by_label("Password")).to_have_value("correct horse")


async def test_old_errors_clear_on_the_next_submit(page: Page):
    await sign_in(page, "wrong@acme.example")
    await expect(page.locator("#entrance-email-error")).not_to_be_empty()
    await page.get_by_label("Email").fill("broken@acme.example")
    await page.keyboard.press("Enter")
    await expect(page.locator("#entrance-email-error")).to_be_empty()
    await expect(page.get_by_label("Email")).not_to_have_attribute("aria-invalid", "true")


async def test_hidden_field_appears_when_the_answer_names_it(page: Page):
    await page.goto("/entrance")
    await expect(page.get_by_label("Code")).to_be_hidden()
    await sign_in(page, "second@acme.example")
    await expect(page.get_by_label("Code")).to_be_focused()


async def test_failure_on_our_side_names_the_request(page: Page):
    await sign_in(page, "broken@acme.example")
    await expect(page.get_by_role("alert")).to_contain_text("Something broke on our side.")
    await expect(page.get_by_role("alert")).to_contain_text("r-500")


async def test_refusal_does_not_bother_people_with_the_request(page: Page):
    await sign_in(page, "early@acme.example")
    await expect(page.get_by_role("alert")).to_have_text("Too many attempts.")


async def test_message_for_a_field_that_is_not_there_is_still_shown(page: Page):
    await sign_in(page, "stray@acme.example")
    await expect(page.get_by_role("alert")).to_have_text("Choose a colour.")


async def test_answer_of_a_broken_proxy_is_explained(page: Page):
    await sign_in(page, "proxy@acme.example")
    await expect(page.get_by_role("alert")).to_contain_text("Reload the page")


async def test_missing_network_is_said_and_loses_nothing(page: Page):
    await page.goto("/entrance")
    await page.get_by_label("Email").fill("ada@acme.example")
    await page.get_by_label("Password").fill("correct horse")
    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("could not reach the server")
    await expect(page.get_by_label("Password")).to_have_value("correct horse")
    await expect(page.get_by_role("button", name="Sign in")).not_to_have_attribute("aria-busy", "true")


async def test_what_the_browser_can_check_is_not_sent(page: Page):
    before = await posts(page)
    await page.goto("/entrance")
    await page.get_by_label("Email").fill("no address")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("#entrance-email-error")).not_to_be_empty()
    await expect(page.locator("#entrance-password-error")).not_to_be_empty()
    await expect(page.get_by_label("Email")).to_be_focused()
    assert await posts(page) == before


async def test_second_submit_is_ignored_while_the_first_runs(page: Page):
    before = await posts(page)
    await page.goto("/entrance")
    await page.get_by_label("Email").fill("wrong@acme.example")
    await page.get_by_label("Password").fill("correct horse")
    width = await page.get_by_role("button", name="Sign in").evaluate("button => button.offsetWidth")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Sign in")
    await expect(button).to_have_attribute("aria-busy", "true")
    assert await button.evaluate("button => button.offsetWidth") == width
    await expect(page.locator("#entrance-email-error")).not_to_be_empty()
    assert await posts(page) == before + 1


async def test_form_works_without_javascript(browser: Browser, kit: str):
    context = await browser.new_context(base_url=kit, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/entrance")
    await page.get_by_label("Email").fill("ada@acme.example")
    await page.get_by_label("Password").fill("correct horse")
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/pieces")
    await context.close()
