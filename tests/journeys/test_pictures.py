"""Pictures of people and logos of organizations: sent with progress, seen by colleagues without a reload, taken back."""

import io

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import row, sidebar, toast
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from hiveforge.core.permissions import Role

SLOW = {"offline": False, "latency": 50, "downloadThroughput": -1, "uploadThroughput": 400_000}


@pytest.fixture
def firm(found: Founder) -> Tenant:
    return found("firm")


def photograph(name: str = "me.jpg", *, side: int = 1200) -> FilePayload:
    """About 800 kilobytes at its usual size."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=85)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def picture(inside: Locator | Page) -> Locator:
    return inside.locator('img[src^="/api/v1/pictures/"]')


def is_loaded(image: Locator) -> bool:
    return image.evaluate("image => image.decode().then(() => image.naturalWidth === 256)")


def test_a_picture_of_oneself_is_seen_by_colleagues_at_once(visit: Browsers, firm: Tenant, product: Product):
    colleague = visit(f"/o/{firm.slug}/members", secret=firm.secrets[Role.VIEWER])
    other_tab = visit(f"/o/{firm.slug}", secret=firm.secrets[Role.MEMBER])
    page = visit("/account", secret=firm.secrets[Role.MEMBER])
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.get_by_label("Choose picture").set_input_files(photograph())
    bar = page.get_by_role("progressbar", name="Upload of me.jpg")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_attribute("value", "0")
    expect(toast(page, "Your picture has been changed.")).to_be_visible()
    main, theirs = picture(page.get_by_role("main")), picture(row(colleague, "Member of"))
    for shown in (
        main,
        picture(sidebar(page)),
        theirs,
        picture(sidebar(other_tab)),
        picture(other_tab.get_by_role("main")),
    ):
        expect(shown).to_be_visible()
        assert is_loaded(shown)
    page.get_by_role("button", name="Remove picture").click()
    expect(toast(page, "Your picture has been removed.")).to_be_visible()
    expect(main).to_have_count(0)
    expect(theirs).to_have_count(0)
    expect(picture(sidebar(other_tab))).to_have_count(0)
    assert product.execute("select avatar_id from users where id = %s", firm.people[Role.MEMBER].id) == [(None,)]


def test_an_upload_can_be_cancelled_and_leaves_what_was_there(visit: Browsers, firm: Tenant, product: Product):
    page = visit("/account", secret=firm.secrets[Role.MEMBER])
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW | {"uploadThroughput": 50_000})
    page.get_by_label("Choose picture").set_input_files(photograph())
    page.get_by_role("button", name="Cancel me.jpg").click()
    expect(page.get_by_role("list", name="Uploads")).to_have_count(0)
    expect(page.get_by_label("Choose picture")).to_be_focused()
    assert product.execute("select avatar_id from users where id = %s", firm.people[Role.MEMBER].id) == [(None,)]


@pytest.mark.refused
def test_what_is_no_picture_is_refused_in_words(visit: Browsers, firm: Tenant):
    page = visit("/account", secret=firm.secrets[Role.MEMBER])
    drawing: FilePayload = {
        "name": "me.svg",
        "mimeType": "image/svg+xml",
        "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    page.get_by_label("Choose picture").set_input_files(drawing)
    line = page.get_by_role("list", name="Uploads").get_by_role("listitem")
    expect(line).to_contain_text("This is no picture that we can use. Choose a PNG, JPEG, WebP or GIF.")
    assert not faults(page)
    page.get_by_role("button", name="Dismiss me.svg").click()
    expect(line).to_have_count(0)


def test_a_logo_is_seen_by_everybody_in_the_organization(visit: Browsers, firm: Tenant):
    member = visit(f"/o/{firm.slug}", secret=firm.secrets[Role.MEMBER])
    page = visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.ADMIN])
    page.get_by_label("Choose picture").set_input_files(photograph("logo.jpg", side=300))
    expect(toast(page, "The logo has been changed.")).to_be_visible()
    for shown in (picture(page.get_by_role("main")), picture(sidebar(page)), picture(sidebar(member))):
        expect(shown).to_be_visible()
        assert is_loaded(shown)
    assert not faults(page)
    page.get_by_role("button", name="Remove picture").click()
    expect(toast(page, "The logo has been removed.")).to_be_visible()
    expect(picture(sidebar(member))).to_have_count(0)


def test_members_do_not_change_the_logo(visit: Browsers, firm: Tenant):
    page = visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.MEMBER])
    expect(page.get_by_role("heading", name="Name and address")).to_be_visible()
    expect(page.get_by_label("Choose picture")).to_have_count(0)


def test_a_picture_that_cannot_be_loaded_leaves_initials(visit: Browsers, firm: Tenant, product: Product):
    """The storage may be away: nobody sees a broken picture."""
    product.execute("update users set avatar_id = id where id = %s", firm.people[Role.MEMBER].id)
    page = visit(secret=firm.secrets[Role.VIEWER])
    page.route("**/api/v1/pictures/**", lambda route: route.fulfill(status=200, content_type="image/webp", body=b""))
    visit.go(page, f"/o/{firm.slug}/members")
    line = row(page, "Member of")
    expect(line).to_contain_text("MF")
    assert not faults(page)
