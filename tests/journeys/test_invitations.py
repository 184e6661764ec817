"""What the holder of an invitation meets, for each state that it and they can be in."""

import re
from datetime import timedelta

import pytest
from factories import Tenant
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.people import PASSWORD, Founder, secret_of
from journeys.steps import choose, confirm, fill_sign_up, heading, row, sign_in
from playwright.sync_api import Page, expect

from hiveforge.core.clock import now
from hiveforge.core.permissions import Role


@pytest.fixture
def hive(found: Founder) -> Tenant:
    return found("hive")


@pytest.fixture
def name(hive: Tenant) -> str:
    return hive.organization.name


def test_somebody_without_an_account_gets_one_and_is_in(visit: Browsers, found: Founder, hive: Tenant, name: str):
    page = visit(found.invitation(hive, f"new@{hive.slug}.test"))
    expect(heading(page)).to_have_text(f"Join {name}")
    expect(page.get_by_label("Email")).to_have_value(f"new@{hive.slug}.test")
    page.get_by_label("Your name").fill("Nia New")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account and join").click()
    expect(page).to_have_url(re.compile(f"/o/{hive.slug}$"))
    expect(heading(page)).to_have_text(name)


def test_somebody_with_an_account_signs_in_and_accepts(visit: Browsers, found: Founder, hive: Tenant, name: str):
    user = found.person("Ada Account")
    page = visit(found.invitation(hive, user.email))
    page.get_by_role("link", name="Sign in to accept").click()
    sign_in(visit, page, user.email)
    accept(page, name)


def test_link_leads_a_stranger_through_sign_up_and_back(
    visit: Browsers, found: Founder, hive: Tenant, name: str, mailbox: Mailbox
):
    email = f"stranger@{hive.slug}.test"
    page = visit(found.invitation(hive))
    page.get_by_role("link", name="Create an account").click()
    expect(heading(page)).to_have_text("Create an account")
    fill_sign_up(page, "Stan Stranger", email)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(mailbox.newest(email).code)
    page.get_by_role("button", name="Continue").click()
    accept(page, name)


def test_link_works_for_more_than_one_person(visit: Browsers, found: Founder, hive: Tenant, name: str):
    link = found.invitation(hive)
    for who in ("Lena One", "Leo Two"):
        accept(visit(link, secret=secret_of(found.person(who))), name)


def test_looking_at_an_invitation_does_not_accept_it(visit: Browsers, found: Founder, hive: Tenant, name: str):
    user = found.person("Lou Looks")
    link = found.invitation(hive, user.email)
    for _ in range(2):
        page = visit(link, secret=secret_of(user))
        expect(page.get_by_role("button", name="Accept invitation")).to_be_visible()


def test_wrong_account_can_be_left_for_the_right_one(visit: Browsers, found: Founder, hive: Tenant, name: str):
    wrong, right = found.person("Walt Wrong"), found.person("Rita Right")
    page = visit(found.invitation(hive, right.email), secret=secret_of(wrong))
    expect(heading(page)).to_have_text("This invitation is for somebody else")
    expect(page.get_by_role("main")).to_contain_text(right.email)
    expect(page.get_by_role("main")).to_contain_text(wrong.email)
    with visit.arriving(page):
        page.get_by_role("button", name="Sign out and continue").click()
    page.get_by_role("link", name="Sign in to accept").click()
    sign_in(visit, page, right.email)
    accept(page, name)


def test_member_is_led_to_the_organization(visit: Browsers, found: Founder, hive: Tenant, name: str):
    page = visit(found.invitation(hive), secret=hive.secrets[Role.VIEWER])
    expect(heading(page)).to_have_text("You are already a member")
    page.get_by_role("link", name="Open the organization").click()
    expect(heading(page)).to_have_text(name)
    expect(page.get_by_text("You are a viewer here.")).to_be_visible()


CLOSED = {
    "expired": ({"expires_at": now() - timedelta(minutes=1)}, "This invitation has expired"),
    "revoked": ({"revoked_at": now()}, "This invitation was withdrawn"),
    "used": ({"accepted_at": now()}, "This invitation was used already"),
}


@pytest.mark.parametrize("state", CLOSED)
@pytest.mark.parametrize("signed_in", [False, True])
def test_closed_invitation_says_why_and_whom_to_ask(
    state: str, signed_in: bool, visit: Browsers, found: Founder, hive: Tenant
):
    changes, title = CLOSED[state]
    user = found.person("Lara Late")
    page = visit(found.invitation(hive, user.email, **changes), secret=secret_of(user) if signed_in else "")
    expect(heading(page)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text(f"Ask {hive.people[Role.OWNER].name} to invite you again.")
    expect(page.get_by_role("button", name=re.compile("Accept|join"))).to_have_count(0)


def test_unknown_invitation_looks_like_any_unknown_page(visit: Browsers):
    page = visit("/invite/m-never-given-out")
    expect(heading(page)).to_have_text("There is nothing here")


@pytest.mark.refused
def test_invitation_withdrawn_while_it_is_read_opens_nothing(visit: Browsers, found: Founder, hive: Tenant):
    user = found.person("Ralf Reads")
    page = visit(found.invitation(hive, user.email), secret=secret_of(user))
    expect(page.get_by_role("button", name="Accept invitation")).to_be_visible()
    owner = visit(f"/o/{hive.slug}/members", secret=hive.secrets[Role.OWNER])
    choose(owner, user.email, "Revoke…")
    confirm(owner, "Revoke")
    expect(owner.get_by_role("list", name="Pending invitations")).to_have_count(0)
    page.get_by_role("button", name="Accept invitation").click()
    expect(heading(page)).to_have_text("This invitation was withdrawn")
    expect(page.get_by_role("button", name="Accept invitation")).to_have_count(0)


def test_waiting_invitation_is_accepted_from_the_list_of_organizations(
    visit: Browsers, found: Founder, hive: Tenant, name: str
):
    user = found.person("Wim Waits")
    found.invitation(hive, user.email)
    page = visit("/organizations", secret=secret_of(user))
    page.get_by_role("button", name=f"Join {name}").click()
    expect(heading(page)).to_have_text(name)


def test_sent_again_the_earlier_link_is_worth_nothing(
    visit: Browsers, found: Founder, hive: Tenant, name: str, mailbox: Mailbox
):
    user = found.person("Tina Twice")
    earlier = found.invitation(hive, user.email)
    owner = visit(f"/o/{hive.slug}/members", secret=hive.secrets[Role.OWNER])
    choose(owner, user.email, "Send again")
    later = mailbox.newest(user.email).link
    expect(heading(visit(earlier, secret=secret_of(user)))).to_have_text("There is nothing here")
    accept(visit(later, secret=secret_of(user)), name)
    expect(row(owner, "Tina Twice")).to_be_visible()


def test_link_is_shown_once_and_works(visit: Browsers, found: Founder, hive: Tenant, name: str):
    owner = visit(f"/o/{hive.slug}/members", secret=hive.secrets[Role.OWNER])
    owner.get_by_role("button", name="Create link").click()
    dialog = owner.get_by_role("dialog", name="Create link")
    dialog.get_by_label("Role").select_option("Viewer")
    dialog.get_by_role("button", name="Create link").click()
    link = owner.get_by_role("status").locator("code").inner_text()
    accept(visit(link, secret=secret_of(found.person("Vera Viewer"))), name)
    owner.get_by_role("button", name="I saved it").click()
    expect(owner.get_by_text(link)).to_have_count(0)
    visit.reload(owner)
    expect(row(owner, "Vera Viewer")).to_contain_text("Viewer")
    expect(owner.get_by_text(link)).to_have_count(0)


def accept(page: Page, name: str) -> None:
    expect(heading(page)).to_have_text(f"Join {name}")
    page.get_by_role("button", name="Accept invitation").click()
    expect(heading(page)).to_have_text(name)
