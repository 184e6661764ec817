"""What search engines and link previews get of the real build, and what they are asked to leave alone."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from journeys.browsers import Browsers
from journeys.product import ORIGIN, Product
from journeys.steps import heading
from playwright.sync_api import expect

from hiveforge.core.demo import PASSWORD

CONTENT = ("/", "/pricing", "/contact", "/sign-in", "/sign-up")
PNG = b"\x89PNG\r\n\x1a\n"


def meta(page: str, name: str) -> str:
    found = re.search(rf'<meta content="([^"]*)" (?:name|property)="{name}"/>', page)
    return unescape(found[1]) if found else ""


def test_sitemap_holds_the_pages_to_be_found_and_robots_txt_says_where_it_is(product: Product):
    listed = [place.text or "" for place in ET.fromstring(product.get("/sitemap.xml").text).iter() if place.text]  # noqa: S314  our own file
    addresses = {place.strip() for place in listed if place.strip()}
    assert addresses == {f"{ORIGIN}{path}" for path in CONTENT}
    assert all(product.get(address.removeprefix(ORIGIN)).status_code == 200 for address in addresses)
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in product.get("/robots.txt").text.splitlines()


@pytest.mark.parametrize("path", CONTENT)
def test_public_page_says_what_it_is_before_any_script_runs(path: str, product: Product):
    page = product.get(path).text
    assert re.search(r"<title>[^<]+</title>", page)
    assert meta(page, "description")
    if not path.startswith("/sign-"):  # nobody shares those
        assert meta(page, "og:title")
        assert f'<link href="{ORIGIN}{path}" rel="canonical"/>' in page
    assert re.search(r"<h1[^>]*>[^<]*\w", page)
    assert not meta(page, "robots")
    picture = product.get(meta(page, "og:image").removeprefix(ORIGIN))
    assert picture.content.startswith(PNG)


@pytest.mark.parametrize("path", ["/account", "/verify", "/forgot-password", "/sign-in/code", "/admin"])
def test_other_pages_ask_not_to_be_listed(path: str, visit: Browsers):
    page = visit(path, java_script_enabled=False)
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")


def test_demo_log_in_is_one_click_away(visit: Browsers):
    page = visit("/sign-in")
    page.get_by_role("button", name="ada@northwind.example").click()
    expect(page.get_by_label("Email")).to_have_value("ada@northwind.example")
    expect(page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)
    with visit.arriving(page):
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(heading(page)).to_have_text("Organizations")
    expect(page.get_by_role("main").get_by_role("link", name="Northwind Robotics")).to_be_visible()
