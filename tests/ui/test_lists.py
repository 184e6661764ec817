"""Search, sort, filter and page live in the address."""

import re

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.xdist_group("kit")


async def test_searching_writes_the_address_and_keeps_the_field(page: Page):
    await page.goto("/o/acme/people?page=2")
    await expect(page.get_by_role("row")).to_have_count(26)
    search = page.get_by_role("searchbox", name="Search people")
    await search.press_sequentially("grace")
    await expect(page).to_have_url(re.compile(r"\?q=grace$"))
    await expect(page.get_by_role("row")).to_have_count(9)
    await expect(search).to_be_focused()
    await search.press("Escape")
    await expect(page).to_have_url(re.compile(r"/people\??$"))
    await expect(page.get_by_role("row")).to_have_count(26)


async def test_heading_sorts_up_and_down_and_says_so(page: Page):
    await page.goto("/o/acme/people")
    heading = page.get_by_role("columnheader", name="Joined")
    await heading.get_by_role("link").click()
    await expect(heading).to_have_attribute("aria-sort", "ascending")
    await expect(page.locator("tbody tr").first).to_contain_text("Mary Osei 59")
    await heading.get_by_role("link").click()
    await expect(heading).to_have_attribute("aria-sort", "descending")
    await expect(page).to_have_url(re.compile(r"\?sort=-joined$"))


async def test_pages_are_links_and_back_works(page: Page):
    await page.goto("/o/acme/people")
    pages = page.get_by_role("navigation", name="Pages")
    await expect(pages).to_contain_text("1–25 of 60 people")
    await pages.get_by_role("link", name="Next").click()
    await expect(pages).to_contain_text("26–50 of 60 people")
    await pages.get_by_role("link", name="Next").click()
    await expect(pages).to_contain_text("51–60 of 60 people")
    await expect(pages.get_by_role("link", name="Next")).to_have_attribute("aria-disabled", "true")
    await page.go_back()
    await expect(pages).to_contain_text("26–50")


async def test_filter_survives_a_reload(page: Page):
    await page.goto("/o/acme/people")
    await page.get_by_label("Filter by role").select_option("viewer")
    await expect(page.get_by_role("navigation", name="Pages")).to_contain_text(["of 20 people", "20 people"][0])
    await page.reload()
    await expect(page.get_by_label("Filter by role")).to_have_value("viewer")
    await expect(page.get_by_role("row")).to_have_count(21)


async def test_nothing_matching_differs_from_nothing_there(page: Page):
    await page.goto("/o/acme/people?q=nobody")
    await expect(page.get_by_text("Nobody matches")).to_be_visible()
    await page.get_by_role("link", name="Clear").click()
    await expect(page.get_by_role("row")).to_have_count(26)
    await expect(page.get_by_role("searchbox")).to_have_value("")


async def test_times_are_relative_with_the_exact_one_beside(page: Page):
    await page.goto("/o/acme/people?q=Ada+Byron+00")
    moment = page.locator("tbody time")
    await expect(moment).to_have_text(re.compile(r"just now|minutes? ago"))
    assert re.fullmatch(r"\w{3} \d+, \d{4}, \d+:\d\d\s[AP]M", await moment.get_attribute("title") or "")
