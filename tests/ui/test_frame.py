"""The frame: palette, shortcuts, switcher, drawer, messages, and where focus goes."""

import contextlib
import re

import pytest
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.xdist_group("kit")


async def open_palette(page: Page) -> None:
    """As people do who see that nothing has opened: a page that is still busy may miss the first press."""
    field = page.get_by_placeholder("Search or jump to…")
    await page.keyboard.press("Control+k")
    with contextlib.suppress(AssertionError):
        await expect(field).to_be_focused(timeout=3_000)
        return
    await page.keyboard.press("Control+k")
    await expect(field).to_be_focused()


async def test_palette_goes_places_and_focus_starts_at_the_heading(page: Page):
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    await open_palette(page)
    await page.get_by_placeholder("Search or jump to…").fill("pieces")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/pieces"))
    await expect(page.get_by_role("heading", name="Pieces")).to_be_focused()


async def test_palette_acts(page: Page):
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    await open_palette(page)
    await page.get_by_placeholder("Search or jump to…").fill("invite")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Invite somebody")).to_be_visible()


async def test_palette_opens_while_the_server_is_away(page: Page):
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    await page.context.set_offline(True)
    await page.keyboard.press("Control+k")
    await expect(page.get_by_placeholder("Search or jump to…")).to_be_focused()


async def test_shortcuts_work_listen_to_nobody_who_types_and_can_be_switched_off(page: Page):
    await page.goto("/pieces")
    await page.get_by_label("Name", exact=True).press_sequentially("g p?")
    await expect(page).to_have_url(re.compile("/pieces"))
    await page.get_by_role("heading", name="Pieces").focus()
    await page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    await shortcuts.get_by_label("Single-key shortcuts").uncheck()
    await page.keyboard.press("Escape")
    await expect(shortcuts).to_have_count(0)
    await page.keyboard.press("g")
    await page.keyboard.press("p")
    await expect(page).to_have_url(re.compile("/pieces"))
    await page.evaluate("localStorage.removeItem('hive-single-keys-off')")
    await page.keyboard.press("g")
    await page.keyboard.press("p")
    await expect(page.get_by_role("heading", name="People")).to_be_focused()


async def test_switcher_finds_an_organization(page: Page):
    await page.goto("/pieces")
    await page.get_by_role("button", name="Acme Pending invitations").click()
    await page.get_by_placeholder("Find an organization").fill("north")
    await expect(page.get_by_role("option", name="Northwind")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/o/northwind"))


async def test_sidebar_stays_narrow_from_the_first_paint(page: Page):
    await page.goto("/pieces")
    await page.get_by_label("Collapse sidebar").click()
    await expect(page.locator("#sidebar")).to_have_css("width", "56px")
    await page.add_init_script(
        "new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift = (window.shift ?? 0) + entry.value; })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    await page.reload()
    await expect(page.get_by_label("Expand sidebar")).to_be_visible()
    assert await page.evaluate("window.shift ?? 0") < 0.01


async def test_chosen_theme_is_there_before_the_first_paint(page: Page):
    await page.emulate_media(color_scheme="light")
    await page.goto("/pieces")
    await page.get_by_role("button", name="Ada Byron").click()
    await page.get_by_role("menuitemradio", name="Dark").click()
    await expect(page.locator("html.dark")).to_have_count(1)
    await page.add_init_script(
        "window.themes = new Set(); new MutationObserver(() => window.themes.add(document.documentElement.className))"
        ".observe(document, {subtree: true, attributes: true, attributeFilter: ['class']})"
    )
    await page.reload()
    await expect(page.get_by_role("heading", name="Pieces")).to_be_visible()
    assert await page.evaluate("[...window.themes].filter(Boolean)") == ["dark"]


async def test_drawer_closes_when_the_page_changes_and_messages_stay_under_it(page: Page):
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/pieces")
    await page.get_by_role("button", name="Fail").click()
    await expect(page.locator(".toast")).to_be_visible()
    await page.get_by_label("Open navigation").click()
    drawer = page.get_by_role("dialog", name="Navigation")
    await expect(drawer).to_be_visible()
    layers = "getComputedStyle(document.querySelector('{}')).zIndex"
    below, above = [int(await page.evaluate(layers.format(s))) for s in (".toast-region", "[data-drawer]")]
    assert below < above
    await drawer.get_by_role("link", name="People").click()
    await expect(drawer).to_have_count(0)
    await expect(page.get_by_role("heading", name="People")).to_be_focused()


async def test_success_leaves_by_itself_but_not_under_the_pointer(page: Page):
    await page.goto("/pieces")
    await page.evaluate("document.documentElement.style.setProperty('--toast-life', '1s')")
    await page.get_by_role("button", name="Succeed").click()
    message = page.locator(".toast")
    await message.hover()
    await page.wait_for_timeout(1500)
    await expect(message).to_have_count(1)
    await page.mouse.move(0, 0)
    await expect(message).to_have_count(0)


async def test_error_stays_and_hands_out_its_request_id(page: Page):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto("/pieces")
    await page.get_by_role("button", name="Fail").click()
    await page.locator(".toast").get_by_role("button", name="Copy request id").click()
    await expect(page.locator(".toast").get_by_text("Copied")).to_be_attached()
    assert await page.evaluate("navigator.clipboard.readText()") == "0192f3ab"
    await page.get_by_role("button", name="Dismiss notification").click()
    await expect(page.locator(".toast")).to_have_count(0)


async def test_message_does_not_follow_to_the_next_page(page: Page):
    await page.goto("/pieces")
    await page.get_by_role("button", name="Fail").click()
    await expect(page.locator(".toast")).to_be_visible()
    await page.wait_for_timeout(1100)
    await page.get_by_role("link", name="People").click()
    await expect(page.get_by_role("heading", name="People")).to_be_focused()
    await expect(page.locator(".toast")).to_have_count(0)


async def test_pill_tells_that_the_connection_is_away_and_goes(page: Page):
    await page.goto("/o/acme/people")
    await expect(page.get_by_role("row")).to_have_count(26)
    await page.get_by_role("searchbox").fill("ada")
    await page.context.set_offline(True)
    await page.evaluate("0")
    await expect(page.get_by_text("Reconnecting…")).to_be_visible(timeout=40_000)
    await expect(page.get_by_role("searchbox")).to_have_value("ada")
    await page.context.set_offline(False)
    await expect(page.get_by_text("Reconnecting…")).to_have_count(0, timeout=20_000)


async def test_crash_in_the_browser_says_what_to_do_and_nothing_of_the_inside(browser: Browser, kit: str):
    context = await browser.new_context(base_url=kit)
    page = await context.new_page()
    await page.goto("/o/acme/crash")
    await expect(page.get_by_role("heading", name="This page stopped working")).to_be_visible()
    await expect(page.get_by_role("link", name="Reload the page")).to_be_visible()
    assert "secret of the inside" not in await page.inner_text("body")
    await context.close()
