"""A program is let in by a person: made in the browser, used over HTTP, limited and ended before everybody's eyes."""

import re

from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder
from journeys.product import Product
from journeys.steps import choose, row, toast
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role

SOON = 2_000


def create(page: Page, name: str, *scopes: str) -> str:
    """By the dialog; returns the secret."""
    page.get_by_role("button", name="Create API key").first.click()
    dialog = page.get_by_role("dialog", name="Create API key")
    dialog.get_by_role("textbox", name="Name").fill(name)
    for scope in scopes:
        dialog.get_by_role("checkbox", name=scope).check()
    assert not faults(page)
    dialog.get_by_role("button", name="Create API key").click()
    expect(dialog).to_be_hidden()
    return secret(page)


def secret(page: Page) -> str:
    shown = page.locator("code").filter(has_text="hf_test_")
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_a_key_is_made_used_limited_rolled_and_revoked(visit: Browsers, found: Founder, product: Product):
    tenant = found("harbour")
    owner = visit(f"/o/{tenant.slug}/api-keys", secret=tenant.secrets[Role.OWNER])
    viewer = visit(f"/o/{tenant.slug}/api-keys", secret=tenant.secrets[Role.VIEWER])
    expect(owner.get_by_text("Let a program in")).to_be_visible()
    expect(viewer.get_by_role("main").get_by_role("button")).to_have_count(0)

    first = create(owner, "Nightly import", "Read and search documents")
    assert re.fullmatch(r"hf_test_[A-Za-z0-9]{43}", first)
    assert not faults(owner)
    expect(row(viewer, "Nightly import")).to_contain_text("Never", timeout=SOON)
    assert first not in viewer.content()

    def status(key: str, place: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return product.get(f"/api/v1/organizations/{tenant.slug}{place}", headers=headers).status_code

    assert (status(first, ""), status(first, "/documents"), status(first, "/members")) == (200, 200, 403)
    owner.get_by_role("button", name="I saved it").click()
    expect(owner.locator("code").filter(has_text="hf_test_")).to_have_count(0)
    expect(row(owner, "Nightly import")).to_contain_text("just now")

    choose(owner, "Nightly import", "Roll…")
    owner.get_by_role("dialog").get_by_label("The secret of now").select_option("Ends at once")
    owner.get_by_role("dialog").get_by_role("button", name="Roll API key").click()
    expect(owner.get_by_role("dialog")).to_be_hidden()
    second = secret(owner)
    assert (status(first, ""), status(second, "")) == (401, 200)

    owner.goto(f"/o/{tenant.slug}/usage")
    choose(owner, "Nightly import", "Set budget…")
    budget = owner.get_by_role("dialog", name="Budget of Nightly import")
    budget.get_by_label("Credits in each period").fill("25")
    budget.get_by_role("button", name="Save budget").click()
    expect(toast(owner, "may use 25 AI credits in each period.")).to_be_visible()
    expect(row(owner, "Nightly import")).to_contain_text("25")
    assert not faults(owner)

    owner.goto(f"/o/{tenant.slug}/api-keys")
    choose(owner, "Nightly import", "Revoke…")
    owner.get_by_role("button", name="Revoke API key").click()
    expect(owner.get_by_text("Let a program in")).to_be_visible()
    expect(viewer.get_by_text("Let a program in")).to_be_visible(timeout=SOON)
    assert status(second, "") == 401


def test_a_key_without_scopes_is_not_made_and_nothing_typed_is_lost(visit: Browsers, found: Founder):
    tenant = found("pier")
    page = visit(f"/o/{tenant.slug}/api-keys", secret=tenant.secrets[Role.ADMIN])
    page.get_by_role("button", name="Create API key").first.click()
    dialog = page.get_by_role("dialog", name="Create API key")
    dialog.get_by_role("textbox", name="Name").fill("Nothing at all")
    dialog.get_by_role("checkbox", name="Read its name and details").uncheck()
    dialog.get_by_role("button", name="Create API key").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose at least one thing that the key may do.")
    expect(dialog.get_by_role("textbox", name="Name")).to_have_value("Nothing at all")
