"""Organizations are found across all tenants, and a plan is arranged for one of them, without a browser."""

import pytest
from tabs import Tab

from hiveforge.features import billing, plans
from hiveforge.features.admin.state import AttentionState, OrganizationsState, OrganizationState
from hiveforge.features.billing.state import BannerState, BillingPage, ChoosingState
from hiveforge.gateways.payments import payments

TYPED = {"seats": "40", "ai_credits": "7,000", "audit_days": "", "until": "", "note": "Contract 7"}


@pytest.fixture
def listed(root):
    async def names(query=""):
        tab = Tab(root, f"/admin/organizations{query}")
        await tab.send(OrganizationsState.load)
        state = await tab.state(OrganizationsState)
        return [row.name for row in state.organizations], state.total, state.narrowed

    return names


@pytest.fixture
async def desk(root, acme):
    """The page of Acme, loaded."""
    tab = Tab(root, "/admin/organizations/acme")
    await tab.send(OrganizationState.load)
    return tab, await tab.state(OrganizationState)


async def test_organizations_are_found_by_name_address_and_owner(acme, globex, listed, owner):
    owner.execute("update organizations set name = '100% Acme_' where slug = 'acme'")
    for query, names in (
        ("", ["100% Acme_", "Globex"]),
        ("?q=GLOBEX", ["Globex"]),
        ("?q=0%25", ["100% Acme_"]),
        ("?q=_", ["100% Acme_"]),
        ("?q=owner@globex.test", ["Globex"]),
        ("?q=owner of acme", ["100% Acme_"]),
        ("?q=member@acme.test", []),
        ("?q=nobody", []),
        ("?plan=pro", []),
        ("?plan=free", ["100% Acme_", "Globex"]),
        ("?plan=king&page=-1", ["100% Acme_", "Globex"]),
    ):
        found, total, narrowed = await listed(query)
        assert (found, total, narrowed) == (names, len(names), "q=" in query or query in {"?plan=pro", "?plan=free"})


async def test_deleted_organizations_are_left_out(acme, globex, listed, owner):
    owner.execute("update organizations set deleted_at = now() where slug = 'globex'")
    assert await listed() == (["Acme"], 1, False)


async def test_the_list_tells_plan_seats_and_owner(acme, bought, root):
    tab = Tab(root, "/admin/organizations?plan=pro")
    await tab.send(OrganizationsState.load)
    (row,) = (await tab.state(OrganizationsState)).organizations
    assert (row.owner, row.plan, row.status, row.seats) == ("owner@acme.test", "Pro", "trialing", "4 of 4")


async def test_organizations_come_in_pages(listed, owner):
    owner.execute(
        "insert into organizations (id, created_at, name, slug, version)"
        " select gen_random_uuid(), now(), 'Org ' || lpad(n::text, 2, '0'), 'org-' || n, 1 from generate_series(1, 30) n"
    )
    names, total, _ = await listed("?page=2")
    assert (names, total) == ([f"Org {n}" for n in range(26, 31)], 30)


async def test_an_organization_that_is_not_there_fills_the_page_with_that(root):
    tab = Tab(root, "/admin/organizations/nobody")
    await tab.send(OrganizationState.load)
    assert await tab.refusal() == "not_found"


async def test_a_free_organization_shows_who_it_is_and_offers_room_for_everybody_in_it(desk):
    _, page = desk
    assert (page.name, page.plan, page.status, page.members, page.arranged) == ("Acme", "Free", "free", "4", False)
    assert [owner.email for owner in page.owners] == ["owner@acme.test"]
    assert (page.typed["seats"], page.typed["ai_credits"], page.typed["documents"]) == ("4", "50000", "")


async def test_a_plan_is_arranged_changed_and_ended_and_open_pages_of_the_organization_show_it(desk, acme):
    tab, page = desk
    theirs = Tab(acme.owner, "/o/acme/billing")
    await tab.send(OrganizationState.arrange, TYPED)
    assert (page.arranged, page.plan, page.status, page.arranged_now) == (True, "Enterprise", "arranged", 1)
    terms = dict(page.terms)
    assert (terms["Seats"], terms["AI credits a month"], terms["Documents"], terms["Runs until"]) == (
        "40", "7,000", "Without limit", "Open-ended",
    )  # fmt: skip
    assert (page.note, page.by, page.typed["seats"]) == ("Contract 7", "Robin Root", "40")
    assert await tab.notices() == ["Acme is on Enterprise."]
    await theirs.send(BillingPage.load)
    shown = await theirs.state(BillingPage)
    assert (shown.plan.arranged, shown.plan.room, shown.plan.last_day, shown.plan.price) == (True, "40 seats", "", "")
    assert (shown.plan.known, shown.overage.allowed) == (False, False)
    assert "Contract" not in str(shown.dict())

    await tab.send(OrganizationState.arrange, TYPED | {"seats": "50", "until": "2040-12-31"})
    assert (dict(page.terms)["Seats"], dict(page.terms)["Runs until"]) == ("50", "Dec 31, 2040")
    assert (await tab.notices())[-1] == "The terms of Acme have changed."
    await theirs.send(BillingPage.load)
    assert (shown.plan.room, shown.plan.last_day) == ("50 seats", "Dec 31, 2040")

    await tab.send(OrganizationState.end, page.organization_id)
    assert (page.arranged, page.plan, page.terms, page.note) == (False, "Free", [], "")
    await theirs.send(BillingPage.load)
    assert (shown.plan.arranged, shown.plan.name) == (False, "Free")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("seats", "0", "Enter a number from 1 to 1,000,000,000."),
        ("seats", "many", "Enter a number from 1 to 1,000,000,000."),
        ("ai_credits", "-5", "Enter a number from 0 to 1,000,000,000."),
        ("documents", "9" * 5000, "Enter a number from 0 to 1,000,000,000."),
        ("until", "tomorrow", "Enter a day, such as 2027-12-31."),
        ("until", "2020-01-01", "Choose a day from today on, within the next twenty years."),
        ("note", "x" * 1001, "Use at most 1,000 characters."),
    ],
)
async def test_what_cannot_be_arranged_is_said_beside_its_field(desk, owner, field, typed, said):
    tab, page = desk
    await tab.send(OrganizationState.arrange, TYPED | {field: typed})
    assert (page.errors, page.arranged_now, page.busy) == ({field: said}, 0, False)
    assert owner.execute("select count(*) from billing_arrangements").fetchone() == (0,)


async def test_a_paid_plan_is_shown_and_ends_only_when_that_is_agreed_to(bought, root, drain):
    tab = Tab(root, "/admin/organizations/acme")
    await tab.send(OrganizationState.load)
    page = await tab.state(OrganizationState)
    assert page.paid == "Pro, 4 seats, $80 a month"
    await tab.send(OrganizationState.arrange, TYPED)
    assert (set(page.errors), page.arranged) == ({"ends_subscription"}, False)
    await tab.send(OrganizationState.arrange, TYPED | {"ends_subscription": "on"})
    assert (page.errors, page.arranged, bool(page.paid)) == ({}, True, True)
    await drain()
    await tab.send(OrganizationState.look)
    assert page.paid == ""
    (customer,) = await payments().customers()
    assert [one.status for one in await payments().subscriptions(customer.id)] == ["canceled"]


async def test_owners_of_an_arranged_plan_are_offered_nothing_to_buy(desk, acme):
    tab, _ = desk
    await tab.send(OrganizationState.arrange, TYPED)
    theirs = Tab(acme.owner, "/o/acme/billing?seats=90")
    await theirs.send(ChoosingState.begin, "pro")
    assert (await theirs.state(ChoosingState)).quote.plan == ""
    await theirs.send(BillingPage.buy_pack)
    assert (await theirs.state(BillingPage)).departure == ""
    assert "by arrangement" in (await theirs.notices())[-1]


async def test_the_overview_counts_arranged_plans_that_end_soon_and_their_people_are_told(desk, root, acme, owner):
    tab, _ = desk
    await tab.send(OrganizationState.arrange, TYPED | {"until": "2040-12-31"})
    at = Tab(root, "/admin")
    await at.send(AttentionState.load)
    state = await at.state(AttentionState)
    assert state.ending == 0
    owner.execute("update billing_arrangements set until_at = now() + interval '10 days'")
    owner.execute("update billing_standings set access_until_at = now() + interval '10 days'")
    await at.send(AttentionState.load)
    assert state.ending == 1
    theirs = Tab(acme.viewer, "/o/acme")
    await theirs.send(BannerState.load)
    assert (await theirs.state(BannerState)).kind == "arrangement_ending"


def test_the_form_has_a_field_for_everything_that_plans_count():
    assert {quantity.value for quantity in plans.Quantity} <= billing.ArrangeForm.model_fields.keys()
