"""Light and dark: one's own choice, kept, and there before anything is painted."""

import pytest
from journeys.browsers import Browsers
from playwright.sync_api import Page, expect

# What the page looked like at every frame since it began.
WATCH = """
window.themes = new Set();
const look = () => {
    const {body, documentElement: root} = document;
    if (body) window.themes.add(getComputedStyle(body).backgroundColor + " " + root.className);
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("path", ["/", "/inbox"])
def test_chosen_theme_stays_and_never_flashes(path: str, visit: Browsers):
    page = visit(path, color_scheme="light")
    light = background(page)
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_class("dark")
    page.add_init_script(WATCH)
    visit.reload(page)
    dark = background(page)
    assert dark != light
    assert page.evaluate("[...window.themes]") == [f"{dark} dark"]
    visit.go(page, "/sign-in")
    assert page.evaluate("[...window.themes]") == [f"{dark} dark"]


def test_theme_follows_the_system_until_somebody_chooses(visit: Browsers):
    page = visit("/", color_scheme="dark")
    expect(page.locator("html")).to_have_class("dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_class("light")
    page.get_by_role("button", name="Light theme").click()
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_role("button", name="Light theme")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).to_have_class("light")


def test_choice_holds_in_the_other_tab_after_a_reload(visit: Browsers):
    page = visit("/", color_scheme="light")
    other = visit.tab(page, "/pricing")
    page.get_by_role("button", name="Dark theme").click()
    visit.reload(other)
    expect(other.locator("html")).to_have_class("dark")
