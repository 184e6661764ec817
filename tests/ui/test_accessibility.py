"""WCAG 2.2 AA by axe, in both themes, on a desk and on the narrowest phone; nothing wider than the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.xdist_group("kit")

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SCREENS = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 320), ("dark", 320)])


@asynccontextmanager
async def screen(browser: Browser, kit: str, scheme: str, width: int) -> AsyncIterator[Page]:
    context = await browser.new_context(
        base_url=kit,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        reduced_motion="reduce",
    )
    yield await context.new_page()
    await context.close()


async def check(page: Page) -> None:
    await page.wait_for_timeout(300)  # popups fade in, and axe measures colours
    found = (await Axe().run(page, options=RULES)).response["violations"]
    assert not [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SCREENS
async def test_every_piece_is_accessible(browser: Browser, kit: str, scheme: str, width: int):
    async with screen(browser, kit, scheme, width) as page:
        for path in ("/entrance", "/nothing-here", "/pieces"):
            await page.goto(path)
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            await check(page)
        await page.get_by_role("button", name="Succeed").click()
        await page.get_by_role("button", name="Fail").click()
        await expect(page.locator(".toast")).to_have_count(2)
        await check(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
async def test_every_popup_is_accessible(browser: Browser, kit: str, scheme: str, width: int):
    async with screen(browser, kit, scheme, width) as page:
        await page.goto("/o/acme/people")
        await expect(page.get_by_role("row")).to_have_count(26)
        await check(page)
        await page.get_by_label("Actions for Ada Byron 00").click()
        await check(page)
        await page.get_by_role("menuitem", name="Remove…").click()
        await check(page)
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Invite").click()
        await page.get_by_role("button", name="Send invitation").click()
        await check(page)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Control+k")
        await expect(page.get_by_placeholder("Search or jump to…")).to_be_focused()
        await check(page)
        await page.keyboard.press("Escape")
        if width < 1024:
            await page.get_by_label("Open navigation").click()
            await check(page)
        await page.get_by_role("button", name="Acme Pending invitations").last.click()
        await expect(page.get_by_placeholder("Find an organization")).to_be_focused()
        await check(page)
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Ada Byron ada@").click()
        await check(page)


async def test_targets_are_large_enough(page: Page):
    """WCAG 2.5.8: 24 by 24 pixels, except in running text."""
    for path in ("/pieces", "/o/acme/people", "/entrance"):
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        small = await page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select, [role=tab]")]
              .filter((element) => element.checkVisibility() && !element.closest(".sr-only, .sr-only *, p, label, [aria-hidden=true]"))
              .filter((element) => { const box = element.getBoundingClientRect(); return box.width > 1 && (box.width < 24 || box.height < 24); })
              .map((element) => element.outerHTML.slice(0, 120))"""
        )
        assert not small
