"""A form over the websocket, in its dialog."""

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.xdist_group("kit")


async def open_form(page: Page) -> None:
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    await page.get_by_role("button", name="Invite").click()
    await expect(page.get_by_label("Email")).to_be_focused()


async def test_empty_required_field_is_explained_beside_it(page: Page):
    await open_form(page)
    await page.get_by_role("button", name="Send invitation").click()
    await expect(page.locator("#invite-email-error")).not_to_be_empty()
    await expect(page.get_by_label("Email")).to_be_focused()
    await expect(page.locator("#calls")).to_have_text("0")


async def test_refusal_lands_beside_its_field_and_keeps_what_was_typed(page: Page):
    await open_form(page)
    await page.get_by_label("Email").fill("taken@acme.example")
    await page.keyboard.press("Enter")
    await expect(page.locator("#invite-email-error")).to_have_text("They are already a member.")
    await expect(page.locator("#invite-alert")).to_have_text("This has no field.")
    await expect(page.get_by_label("Email")).to_be_focused()
    await expect(page.get_by_label("Email")).to_have_value("taken@acme.example")


async def test_double_submit_reaches_the_server_once(page: Page):
    await open_form(page)
    await page.get_by_label("Email").fill("taken@acme.example")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator("#invite-email-error")).not_to_be_empty()
    await expect(page.locator("#calls")).to_have_text("1")


async def test_success_closes_the_dialog_and_empties_the_form(page: Page):
    await open_form(page)
    await page.get_by_label("Email").fill("new@acme.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="Invite")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Email")).to_have_value("")
