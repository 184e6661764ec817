"""Every page, for everybody: the list of pages is the application's own, so a new one is looked at by itself."""

import re

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from playwright.sync_api import expect

from hiveforge import slices
from hiveforge.core.permissions import Access, Role
from hiveforge.ui.page import served

slices.load("pages")
NOT_FOUND = "404"
ROUTES = sorted(served())


@pytest.fixture(scope="module")
def tenant(product) -> Tenant:
    return Founder(product.database_url)("axe")


def address(route: str, tenant: Tenant) -> str:
    """A page behind the route. A route with an argument that has no example here fails."""
    examples = {"slug": tenant.slug}
    return (
        re.sub(r"\[(\w+)\]", lambda argument: examples[argument[1]], route) if route != NOT_FOUND else "/no/such/page"
    )


@pytest.mark.refused
@pytest.mark.parametrize("route", ROUTES)
def test_page_is_for_everybody(route: str, tenant: Tenant, visit: Browsers):
    secret = "" if served()[route] is Access.PUBLIC else tenant.secrets[Role.OWNER]
    page = visit(address(route, tenant), secret=secret)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert not faults(page)


def test_page_with_faults_would_be_noticed(visit: Browsers):
    """Keeps the others honest: these are what they look for."""
    page = visit("/sign-in")
    page.evaluate("""() => {
        document.title = "";
        document.querySelector("main").innerHTML += '<h1>Again</h1><p id="pale">Pale</p>' +
            '<button class="size-4"></button><button class="size-4"></button><p class="w-[2000px]">wide</p>';
        document.getElementById("pale").style.color = "#ccc";
        document.querySelector("p.w-\\\\[2000px\\\\]").style.width = "2000px";
    }""")
    said = "\n".join(faults(page))
    for fault in ("2 headings", "no title", "wider than the screen", "color-contrast", "button-name", "target-size"):
        assert fault in said
