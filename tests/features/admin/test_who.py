"""Who may open the pages of platform admins: nobody else learns that there is anything."""

import pytest
from tabs import Tab

from hiveforge import slices
from hiveforge.core import actor as actors
from hiveforge.core.demo import demo_accounts
from hiveforge.core.errors import NotFound, NotSignedIn
from hiveforge.core.permissions import Access, Role
from hiveforge.core.settings import DEMO_ADMIN, Settings
from hiveforge.features import billing, organizations
from hiveforge.features.admin.state import (
    AttentionState,
    EventsState,
    OrganizationsState,
    OrganizationState,
    ReconciliationState,
    RequestsState,
)
from hiveforge.ui.event import access_of
from hiveforge.ui.page import served

slices.load("pages")
PAGES = {
    "/admin": AttentionState.load,
    "/admin/organizations": OrganizationsState.load,
    "/admin/organizations/acme": OrganizationState.load,
    "/admin/requests": RequestsState.load,
    "/admin/billing": ReconciliationState.load,
    "/admin/events": EventsState.load,
}
ROUTES = {page.replace("/acme", "/[tenant]") for page in PAGES} | {"/admin/requests/[request]"}
STATES = (AttentionState, OrganizationsState, OrganizationState, RequestsState, ReconciliationState, EventsState)


def test_every_page_and_every_event_is_for_platform_admins_alone():
    assert {route for route in served() if route.startswith("/admin")} >= ROUTES
    assert {access for route, access in served().items() if route.startswith("/admin")} == {Access.PLATFORM_ADMIN}
    handlers = [handler for state in STATES for name, handler in state.event_handlers.items() if name != "setvar"]
    assert len(handlers) >= 8
    assert {access_of(handler) for handler in handlers} == {Access.PLATFORM_ADMIN}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role)
async def test_members_of_an_organization_find_nothing(acme, page, role):
    tab = Tab(acme.as_(role), page)
    await tab.send(PAGES[page])
    assert await tab.refusal() == "not_found"


@pytest.mark.parametrize("page", PAGES)
async def test_a_platform_admin_opens_every_page(root, acme, page):
    tab = Tab(root, page)
    await tab.send(PAGES[page])
    assert await tab.refusal() == ""


async def test_what_the_pages_ask_refuses_owners_and_strangers(acme, difference, message):
    standing, parked = difference(), message("evt_1", "parked")
    for actor, refusal in ((acme.owner, NotFound), (actors.visitor(), NotSignedIn)):
        for act in (
            billing.attention(actor),
            billing.list_differences(actor),
            billing.list_events(actor),
            billing.reconcile_now(actor),
            billing.fix_difference(actor, standing),
            billing.replay_event(actor, parked),
            billing.list_organizations(actor),
            billing.get_organization(actor, "acme"),
            billing.arrange_plan(actor, acme.id, billing.ArrangeForm()),
            billing.end_arrangement(actor, acme.id),
        ):
            with pytest.raises(refusal):
                await act


async def test_owners_who_call_the_acts_from_a_tab_change_nothing(acme, difference, message, owner):
    standing, parked = difference(), message("evt_1", "parked")
    tab = Tab(acme.owner, "/admin/billing")
    await tab.send(ReconciliationState.fix, str(standing))
    await tab.send(ReconciliationState.compare)
    await tab.send(EventsState.replay, str(parked))
    await tab.send(OrganizationState.end, str(acme.id))
    assert (await tab.state(ReconciliationState)).differences == []
    assert (await tab.state(EventsState)).events == []
    assert owner.execute("select fixed_at from billing_differences").fetchall() == [(None,)]
    assert owner.execute("select status from webhook_events").fetchall() == [("parked",)]
    assert owner.execute("select count(*) from billing_comparisons").fetchone() == (0,)


def test_the_demo_admin_is_offered_only_where_it_is_one(monkeypatch):
    offered = lambda **given: [  # noqa: E731
        monkeypatch.setattr("hiveforge.core.demo.settings", lambda: Settings(**given)),
        {account.email for account in demo_accounts()},
    ][1]
    assert DEMO_ADMIN in offered(environment="development")
    assert DEMO_ADMIN not in offered(environment="development", platform_admins="ops@example.com")
    assert offered(environment="production") == set()


async def test_a_platform_admin_without_an_organization_begins_at_their_pages(root, acme):
    from hiveforge.features.organizations import service

    assert await service.way_in(root, "") == "/admin"
    await organizations.create(root, organizations.CreateForm(name="Roots"))
    assert await service.way_in(root, "") == "/o/roots"
