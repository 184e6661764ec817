"""The life of an organization: founded once, changed by several people, left, deleted and brought back."""

import re

import pytest
from factories import Tenant
from journeys.accessibility import faults
from journeys.browsers import Browsers
from journeys.people import Founder, secret_of
from journeys.product import Product
from journeys.steps import confirm, heading, row, toast
from playwright.sync_api import Page, expect

from hiveforge.core.permissions import Role


@pytest.fixture
def firm(found: Founder) -> Tenant:
    return found("firm")


@pytest.fixture
def settings(visit: Browsers, firm: Tenant) -> Page:
    return visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.OWNER])


def test_double_submit_founds_one_organization(visit: Browsers, found: Founder, product: Product):
    user = found.person("Doro Double")
    page = visit("/organizations/new", secret=secret_of(user))
    page.get_by_label("Name").fill("Twice Pressed")
    page.get_by_role("button", name="Create organization").dblclick()
    expect(heading(page)).to_have_text("Twice Pressed")
    assert product.execute("select count(*) from memberships where user_id = %s", user.id) == [(1,)]


def test_double_submit_signs_up_once(visit: Browsers, product: Product):
    page = visit("/sign-up")
    page.get_by_label("Name").fill("Didi Double")
    page.get_by_label("Email").fill("didi@double.test")
    page.get_by_label("Password", exact=True).fill("seven lazy herons")
    page.get_by_role("button", name="Create account").dblclick()
    expect(heading(page)).to_have_text("Check your email")
    assert product.execute("select count(*) from challenges where email = 'didi@double.test'") == [(1,)]


def test_double_submit_invites_once(visit: Browsers, firm: Tenant, product: Product):
    page = visit(f"/o/{firm.slug}/members#invite", secret=firm.secrets[Role.OWNER])
    dialog = page.get_by_role("dialog", name="Invite people")
    dialog.get_by_label("Email addresses").fill("once@firm.test, once@firm.test")
    dialog.get_by_role("button", name="Invite people").dblclick()
    expect(toast(page, "Invited once@firm.test.")).to_be_visible()
    assert product.execute("select count(*) from invitations where organization_id = %s", firm.id) == [(1,)]
    assert product.execute("select count(*) from outgoing_mails where recipient = 'once@firm.test'") == [(1,)]


def test_taken_address_is_refused_beside_its_field(visit: Browsers, firm: Tenant, found: Founder):
    page = visit("/organizations/new", secret=secret_of(found.person("Tilo Taken")))
    page.get_by_label("Name").fill("Firm")
    page.get_by_label("Address").fill(firm.slug)
    page.get_by_role("button", name="Create organization").click()
    expect(page.get_by_text("This address is taken. Choose another one.")).to_be_visible()
    expect(page.get_by_label("Address")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Firm")


def test_two_people_who_edit_at_once_learn_of_each_other_and_lose_nothing(
    visit: Browsers, firm: Tenant, settings: Page
):
    other = visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.ADMIN])
    settings.get_by_label("Name").fill("Mine")
    other.get_by_label("Name").fill("Theirs")
    other.get_by_role("button", name="Save").click()
    expect(toast(other, "Saved.")).to_be_visible()
    warning = settings.get_by_text("changed this while you were editing")
    expect(warning).to_contain_text("Theirs")
    expect(settings.get_by_label("Name")).to_have_value("Mine")
    settings.get_by_role("button", name="Save").click()
    expect(toast(settings, "changed this organization while you were editing")).to_be_visible()
    expect(settings.get_by_label("Name")).to_have_value("Mine")
    settings.get_by_role("button", name="Save").click()
    expect(toast(settings, "Saved.")).to_be_visible()
    expect(other.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Mine")


def test_their_version_can_be_taken(visit: Browsers, firm: Tenant, settings: Page):
    settings.get_by_label("Name").fill("Mine")
    other = visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.ADMIN])
    other.get_by_label("Name").fill("Theirs")
    other.get_by_role("button", name="Save").click()
    settings.get_by_role("button", name="Use their version").click()
    expect(settings.get_by_label("Name")).to_have_value("Theirs")
    expect(settings.get_by_role("button", name="Use their version")).to_have_count(0)


def test_open_tabs_follow_a_new_address(visit: Browsers, firm: Tenant, settings: Page):
    other = visit(f"/o/{firm.slug}/members?q=owner", secret=firm.secrets[Role.VIEWER])
    expect(row(other, "Owner of")).to_be_visible()
    settings.get_by_label("Address").fill(f"{firm.slug}-moved")
    settings.get_by_role("button", name="Save").click()
    expect(settings).to_have_url(re.compile(f"/o/{firm.slug}-moved/settings$"))
    expect(other).to_have_url(re.compile(rf"/o/{firm.slug}-moved/members\?q=owner$"))
    expect(row(other, "Owner of")).to_be_visible()


def test_last_owner_cannot_leave(settings: Page):
    settings.get_by_role("button", name="Leave…").click()
    confirm(settings, "Leave")
    expect(toast(settings, "An organization keeps at least one owner.")).to_be_visible()
    expect(heading(settings)).to_have_text("Settings")


def test_whoever_leaves_is_out_and_the_others_see_it(visit: Browsers, firm: Tenant):
    owner = visit(f"/o/{firm.slug}/members", secret=firm.secrets[Role.OWNER])
    expect(row(owner, "Viewer of")).to_be_visible()
    page = visit(f"/o/{firm.slug}/settings", secret=firm.secrets[Role.VIEWER])
    page.get_by_role("button", name="Leave…").click()
    confirm(page, "Leave")
    expect(heading(page)).to_have_text("Organizations")
    expect(toast(page, "You have left the organization.")).to_be_visible()
    expect(page.get_by_text("Create your first organization")).to_be_visible()
    expect(row(owner, "Viewer of")).to_have_count(0)


def test_organization_is_deleted_by_its_typed_name_and_restored(visit: Browsers, firm: Tenant, settings: Page):
    name = firm.organization.name
    member = visit(f"/o/{firm.slug}/members", secret=firm.secrets[Role.MEMBER])
    expect(row(member, "Owner of")).to_be_visible()
    settings.get_by_role("button", name="Delete organization…").click()
    dialog = settings.get_by_role("alertdialog", name=f"Delete {name}?")
    act = dialog.get_by_role("button", name="Delete organization")
    expect(act).to_be_disabled()
    dialog.get_by_role("textbox").fill(name[:-1])
    expect(act).to_be_disabled()
    dialog.get_by_role("textbox").fill(name)
    act.click()
    expect(settings).to_have_url(re.compile("/organizations$"))
    expect(heading(member)).to_have_text("There is nothing here")
    expect(member.get_by_text(firm.people[Role.OWNER].name)).to_have_count(0)
    settings.get_by_role("button", name=f"Restore {name}").click()
    expect(settings).to_have_url(re.compile(f"/o/{firm.slug}$"))
    expect(heading(settings)).to_have_text(name)
    expect(toast(settings, "The organization is back")).to_be_visible()
    visit.reload(member)
    expect(row(member, "Owner of")).to_be_visible()


def test_person_without_an_organization_is_shown_how_to_begin(visit: Browsers, found: Founder):
    page = visit("/organizations", secret=secret_of(found.person("Nils Nowhere")))
    expect(page.get_by_text("Create your first organization")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Create organization").last.click()
    expect(heading(page)).to_have_text("Create an organization")


def test_person_is_led_to_the_organization_that_was_open_last(visit: Browsers, found: Founder, firm: Tenant):
    other = found("first")
    found.join(other, firm.people[Role.OWNER])
    page = visit(f"/o/{firm.slug}", secret=firm.secrets[Role.OWNER])
    expect(heading(page)).to_have_text(firm.organization.name)
    visit.go(page, "/welcome")
    expect(page).to_have_url(re.compile(f"/o/{firm.slug}$"))


def test_foreign_and_missing_organizations_look_the_same(visit: Browsers, found: Founder, firm: Tenant):
    foreign = found("foreign")
    shown = []
    for slug in (foreign.slug, "missing-one"):
        for place in ("", "/members", "/settings", "/audit-log"):
            page = visit(f"/o/{slug}{place}", secret=firm.secrets[Role.OWNER])
            expect(heading(page)).to_have_text("There is nothing here")
            text = page.get_by_role("main").inner_text()
            assert foreign.organization.name not in page.content()
            shown.append(text)
            page.context.close()
    assert len(set(shown)) == 1


def test_very_long_and_foreign_names_are_shown_whole_and_break_nothing(visit: Browsers, found: Founder):
    page = visit("/organizations/new", secret=secret_of(found.person("Ünï Cödé")))
    name = "Ærøskøbing Gesellschaft für Überlänge und Donaudampfschifffahrt 株式会社 🐝"[:80]
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create organization").click()
    expect(heading(page)).to_have_text(name)
    assert not faults(page)
