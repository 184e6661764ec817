"""The longest names that are allowed and an organization of a thousand: shown whole, and still quick to work with."""

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import choose, row
from playwright.sync_api import expect

from hiveforge.core.permissions import Role

LONGEST_ORGANIZATION, LONGEST_PERSON = "W" * 80, "W" * 100
LONGEST_EMAIL = f"{'w' * 64}@{'w' * 60}.{'w' * 60}.{'w' * 60}.test"
PEOPLE = 1000


@pytest.fixture(scope="module")
def wide(product: Product) -> Tenant:
    tenant = Founder(product.database_url)("wide")
    owner = tenant.people[Role.OWNER]
    product.execute("update organizations set name = %s where id = %s", LONGEST_ORGANIZATION, tenant.id)
    product.execute("update users set name = %s, email = %s where id = %s", LONGEST_PERSON, LONGEST_EMAIL, owner.id)
    return tenant


@pytest.fixture
def town(found: Founder) -> Tenant:
    tenant = found("town")
    found.members(tenant, [f"Citizen {number:04}" for number in range(PEOPLE)])
    return tenant


@pytest.mark.parametrize("place", ["", "/members", "/settings", "/audit-log", "/billing"])
def test_longest_names_without_a_place_to_break_fit_every_page(place: str, wide: Tenant, visit: Browsers):
    page = visit(f"/o/{wide.slug}{place}", secret=wide.secrets[Role.OWNER])
    assert not faults(page)


def test_longest_names_fit_the_invitation(wide: Tenant, found: Founder, visit: Browsers):
    page = visit(found.invitation(wide, f"x{LONGEST_EMAIL}"))
    expect(page.get_by_role("main")).to_contain_text(LONGEST_ORGANIZATION)
    assert not faults(page)


def test_organization_of_a_thousand_is_searched_turned_and_changed(town: Tenant, visit: Browsers):
    page = visit(f"/o/{town.slug}/members?sort=-joined&page=41", secret=town.secrets[Role.OWNER])
    expect(page.get_by_text("1001–1004 of 1004 members")).to_be_visible()
    page.get_by_role("searchbox", name="Search members").fill("citizen 0777")
    expect(page.locator("tbody").get_by_role("row")).to_have_count(1)
    choose(page, "Citizen 0777", "Admin")
    expect(row(page, "Citizen 0777").get_by_text("Admin", exact=True)).to_be_visible()


def test_file_and_api_give_all_thousand(town: Tenant, product: Product):
    cookies = {"hiveforge": town.secrets[Role.OWNER]}
    lines = product.get(f"/o/{town.slug}/members.csv", cookies=cookies).raise_for_status().text.splitlines()
    assert len(lines) == 1 + PEOPLE + len(Role)
    seen: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        answer = product.get(
            f"/api/v1/organizations/{town.slug}/members", params={"limit": 100, "cursor": cursor}, cookies=cookies
        )
        page = answer.raise_for_status().json()
        seen |= {member["id"] for member in page["items"]}
        cursor = page["next_cursor"]
    assert len(seen) == PEOPLE + len(Role)
