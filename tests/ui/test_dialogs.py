"""Dialogs open and close in the browser, hold focus and ask before throwing text away."""

import pytest
from playwright.async_api import Page, WebSocket, expect

pytestmark = pytest.mark.xdist_group("kit")


async def test_opening_and_closing_sends_nothing_to_the_server(page: Page):
    sent: list[str] = []

    def record(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(str(frame)))

    page.on("websocket", record)
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    sent.clear()
    await page.get_by_role("button", name="Invite").click()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_placeholder("Search or jump to…")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.get_by_label("Actions for Ada Byron 00").click()
    await page.get_by_role("menuitem", name="Remove…").click()
    await expect(page.get_by_role("alertdialog")).to_contain_text("Remove Ada Byron 00?")
    await page.get_by_role("button", name="Cancel").click()
    assert not [frame for frame in sent if frame.startswith("42")]


async def test_typed_text_is_not_thrown_away_without_asking(page: Page):
    await page.goto("/o/acme/people")
    await page.get_by_role("button", name="Invite").click()
    await page.get_by_label("Email").fill("half@")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog", name="Discard changes?")).to_be_visible()
    await page.get_by_role("button", name="Keep editing").click()
    await expect(page.get_by_label("Email")).to_have_value("half@")
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Discard changes").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Invite").click()
    await expect(page.get_by_label("Email")).to_have_value("")


async def test_focus_stays_inside_and_returns(page: Page):
    await page.goto("/o/acme/people")
    opener = page.get_by_role("button", name="Invite")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Email")).to_be_focused()
    inside = page.locator("[role=dialog] :focus")
    for _ in range(12):
        await page.keyboard.press("Tab")  # at the end over a guard, which sends the focus back to the beginning
        await expect(inside).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_confirming_acts_on_the_row_and_focus_finds_a_new_home(page: Page):
    await page.goto("/o/acme/people")
    row = page.get_by_label("Actions for Alan Reyes 02")
    await row.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Remove…").press("Enter")
    await page.get_by_role("button", name="Remove Alan Reyes 02").click()
    await expect(row).to_have_count(0)
    await expect(page.get_by_role("region", name="People")).to_be_focused()


async def test_name_has_to_be_typed_to_delete(page: Page):
    await page.goto("/pieces")
    await page.get_by_role("button", name="Delete Acme").click()
    act = page.get_by_role("alertdialog").get_by_role("button", name="Delete")
    await expect(act).to_be_disabled()
    await page.get_by_role("alertdialog").get_by_role("textbox").fill("acme")
    await expect(act).to_be_disabled()
    await page.get_by_role("alertdialog").get_by_role("textbox").fill("Acme")
    await expect(act).to_be_enabled()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Delete Acme").click()
    await expect(page.get_by_role("alertdialog").get_by_role("textbox")).to_have_value("")
