"""The pages of platform admins without a browser: what they show comes from the tables, and acts go to the service."""

import pytest
from tabs import Tab

from hiveforge.features.admin.state import AttentionState, EventsState, ReconciliationState, RefusalsState


@pytest.fixture
def page(root):
    """A page of the admin's, loaded."""

    async def loaded(handler, address):
        tab = Tab(root, address)
        await tab.send(handler)
        return tab, await tab.state(handler.state)

    return loaded


async def test_the_overview_counts_what_waits_and_owns_up_that_nothing_was_compared(page, difference, message):
    difference("seats")
    difference("meter")
    message("evt_1", "parked")
    message("evt_2", "failed")
    message("evt_3", "done")
    _, state = await page(AttentionState.load, "/admin")
    assert (state.standing, state.parked, state.failed, state.stuck) == (2, 1, 1, 2)
    assert (state.compared, state.loading) == ("", False)


async def test_an_empty_overview_counts_nothing(page):
    _, state = await page(AttentionState.load, "/admin")
    assert (state.standing, state.stuck, state.loading) == (0, 0, False)


async def test_differences_stand_there_with_both_sides_and_what_a_fix_does(page, difference):
    difference("seats")
    _, state = await page(ReconciliationState.load, "/admin/billing")
    (line,) = state.differences
    assert (line.organization, line.stripe_says, line.we_say) == ("Acme", "2 seats", "5 seats")
    assert (line.fixable, line.fixed, line.obstacle) == (True, "", "")
    assert "charges" in line.remedy


async def test_what_cannot_be_fixed_here_says_why_and_what_to_do(page, difference, owner, audited):
    stuck = difference("customer", organization=None, subject="cus_9")
    tab, state = await page(ReconciliationState.load, "/admin/billing")
    (line,) = state.differences
    assert (line.fixable, line.organization) == (False, "Deleted organization")
    assert "Delete the customer" in line.obstacle
    await tab.send(ReconciliationState.fix, str(stuck))
    assert await tab.notices() == [line.obstacle]
    assert (state.fixing, audited()) == ("", [])
    assert owner.execute("select count(*) from billing_differences where fixed_at is not null").fetchone() == (0,)


async def test_fixed_differences_are_listed_when_asked_for(page, difference, owner):
    difference("seats")
    owner.execute("update billing_differences set fixed_at = now(), fixed_by = 'Robin Root'")
    _, standing = await page(ReconciliationState.load, "/admin/billing")
    assert (standing.differences, standing.total) == ([], 0)
    _, everything = await page(ReconciliationState.load, "/admin/billing?show=all")
    (line,) = everything.differences
    assert (line.fixed_by, line.fixable) == ("Robin Root", False)


async def test_differences_come_in_pages(page, difference):
    for number in range(30):
        difference("orphan", subject=f"sub_{number}")
    _, first = await page(ReconciliationState.load, "/admin/billing")
    _, second = await page(ReconciliationState.load, "/admin/billing?page=2")
    assert (len(first.differences), len(second.differences), second.total, second.page) == (25, 5, 30, 2)
    assert not {line.id for line in first.differences} & {line.id for line in second.differences}


async def test_comparing_shows_what_differs_and_fixing_makes_it_agree(page, acme, owner, bought, audited):
    owner.execute("update subscriptions set quantity = 9")
    tab, state = await page(ReconciliationState.load, "/admin/billing")
    assert state.differences == []
    await tab.send(ReconciliationState.compare)
    (line,) = state.differences
    assert (line.kind, line.stripe_says, line.we_say) == ("seats", "4 seats", "9 seats")
    assert (await tab.notices())[-1] == "Checked 1 customer, found 1 difference."
    around = await tab.state(AttentionState)
    assert (around.standing, around.checked, around.unchecked) == (1, 1, 0)
    assert around.compared_by == "Robin Root"
    await tab.send(ReconciliationState.fix, line.id)
    assert (state.differences, state.fixing, around.standing) == ([], "", 0)
    assert owner.execute("select quantity from subscriptions").fetchone() == (4,)
    assert owner.execute("select fixed_by from billing_differences").fetchall() == [("Robin Root",)]
    assert audited().count("billing.fix_difference") == 1
    written = owner.execute(
        "select actor_name, organization_id, before, after from audit_entries where action = 'billing.fix_difference'"
    ).fetchone()
    assert written == (
        "Robin Root", acme.id, {"stripe says": "4 seats", "we say": "9 seats"}, {"fixed by": "Robin Root"},
    )  # fmt: skip


async def test_a_customer_that_is_gone_at_stripe_is_no_difference_any_more(page, acme, account):
    made = await account.create_customer(organization=str(acme.id), name="Acme", email="a@acme.test", key="a")
    tab, state = await page(ReconciliationState.load, "/admin/billing")
    await tab.send(ReconciliationState.compare)
    assert [line.subject for line in state.differences] == [made.id]
    await account._account.client().v1.customers.delete_async(made.id)
    await tab.send(ReconciliationState.compare)
    assert state.differences == []


async def test_messages_are_searched_and_filtered_by_the_address(page, message):
    message("evt_paid", kind="invoice.paid", customer="cus_acme", minutes_ago=2)
    message("evt_failed", "failed", kind="customer.created", customer="cus_globex", reason="KeyError: 'price'")
    for query, names, narrowed in (
        ("", ["evt_failed", "evt_paid"], False),
        ("?q=acme", ["evt_paid"], True),
        ("?q=customer.cre", ["evt_failed"], True),
        ("?status=failed", ["evt_failed"], True),
        ("?status=parked", [], True),
        ("?status=king&q=%00&page=-1", ["evt_failed", "evt_paid"], False),
    ):
        _, state = await page(EventsState.load, f"/admin/events{query}")
        assert ([line.name for line in state.events], state.narrowed, state.loading) == (names, narrowed, False)
    assert [line.reason for line in state.events] == ["KeyError: 'price'", ""]


async def test_a_long_reason_is_cut_and_all_of_it_stays_readable(page, message):
    message("evt_1", "failed", reason="x" * 900)
    _, state = await page(EventsState.load, "/admin/events")
    (line,) = state.events
    assert (line.gist, line.reason) == ("x" * 100 + "…", "x" * 900)


async def test_only_messages_that_wait_for_a_person_offer_a_replay(page, message):
    for status in ("stored", "done", "parked", "failed"):
        message(f"evt_{status}", status)
    _, state = await page(EventsState.load, "/admin/events")
    assert {line.status for line in state.events if line.replayable} == {"parked", "failed"}
    assert state.waiting is True


async def test_messages_come_in_pages(page, message):
    for number in range(30):
        message(f"evt_{number:02}", minutes_ago=number)
    _, state = await page(EventsState.load, "/admin/events?page=2")
    assert ([line.name for line in state.events], state.total) == ([f"evt_{n}" for n in range(25, 30)], 30)


async def test_a_replay_has_the_message_handled_again_and_is_audited(page, message, queued, audited):
    parked = message("evt_1", "parked", reason="We know no such customer.")
    tab, state = await page(EventsState.load, "/admin/events")
    await tab.send(EventsState.replay, str(parked))
    (line,) = state.events
    assert (line.status, line.reason, state.waiting) == ("stored", "", True)
    assert (len(queued()), audited()) == (1, ["billing.replay_event"])
    assert (await tab.state(AttentionState)).stuck == 0


@pytest.fixture
def refusal(owner, acme):
    """`refusal(30)` was refused; it returns its id."""

    def refuse(amount=30, *, minutes_ago=0, reason="No such customer: 'cus_1'"):
        return owner.execute(
            "insert into usage_reports (id, created_at, organization_id, payer, identifier, amount, used_at, state,"
            " refused_at, last_error) values (gen_random_uuid(), now(), %s, 'cus_1', gen_random_uuid()::text, %s, now(),"
            " 'refused', now() - make_interval(mins => %s), %s) returning id",
            [acme.id, amount, minutes_ago, reason],
        ).fetchone()[0]

    return refuse


async def test_refused_reports_are_shown_counted_and_tried_again(page, difference, refusal, queued, audited):
    difference("seats")
    refusal(1, minutes_ago=5)
    newest = refusal(1200)
    tab, state = await page(RefusalsState.load, "/admin/billing")
    assert [(line.organization, line.credits, line.customer) for line in state.refusals] == [
        ("Acme", "1,200 credits", "cus_1"), ("Acme", "1 credit", "cus_1"),
    ]  # fmt: skip
    assert state.refusals[0].reason == "No such customer: 'cus_1'"
    around = await tab.state(AttentionState)
    assert (around.refused, around.standing, around.unsettled) == (2, 1, 3)
    await tab.send(RefusalsState.retry, str(newest))
    assert [line.credits for line in state.refusals] == ["1 credit"]
    assert (around.refused, audited()) == (1, ["usage.retry_report"])
    assert queued().count("usage.send_report") == 1
    assert (await tab.notices())[-1].startswith("The credits are reported again.")


async def test_more_refused_reports_than_are_shown_are_counted(page, refusal):
    for number in range(52):
        refusal(number + 1, minutes_ago=number)
    _, state = await page(RefusalsState.load, "/admin/billing")
    assert (len(state.refusals), state.more) == (50, 2)
