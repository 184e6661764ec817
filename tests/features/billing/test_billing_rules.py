"""Tables of decisions: which plan counts when, what is reminded of, and what a change takes away."""

from datetime import UTC, datetime, timedelta

import pytest

from hiveforge.features import plans
from hiveforge.features.billing import FewerSeatsThanPeople, SeatsNotSold, rules
from hiveforge.features.billing.schemas import Standing, StandingStatus
from hiveforge.gateways.payments import InvoiceFacts, SubscriptionFacts, SubscriptionStatus

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, tzinfo=UTC)
FREE, PRO = plans.get("free"), plans.get("pro")


def subscription(status="active", name="sub_1", price="pro_month", quantity=4, **other):
    facts = {
        "id": name, "customer": "cus_1", "status": SubscriptionStatus(status), "price": price, "quantity": quantity,
        "item": "si_1", "started_at": START, "period_start": START, "period_end": START + 31 * DAY,
    }  # fmt: skip
    return SubscriptionFacts(**facts | other)


def invoice(name="in_1", status="open", attempts=1, at=START, of="sub_1"):
    return InvoiceFacts(
        id=name, customer="cus_1", subscription=of, number="1", status=status, currency="usd", total=8000,
        amount_due=8000, amount_paid=0, created_at=at, attempts=attempts,
    )  # fmt: skip


def stands(*subscriptions, invoices=(), at=START + DAY, grace=14):
    return rules.standing_of(subscriptions, invoices, at=at, grace_days=grace)


@pytest.mark.parametrize(
    ("facts", "plan", "status"),
    [
        ({"status": "trialing"}, "pro", "trialing"),
        ({"status": "active"}, "pro", "active"),
        ({"status": "active", "cancel_at": START + 31 * DAY}, "pro", "canceling"),
        ({"status": "trialing", "cancel_at": START + 14 * DAY}, "pro", "canceling"),
        ({"status": "past_due"}, "pro", "past_due"),
        ({"status": "unpaid"}, "free", "suspended"),
        ({"status": "paused"}, "free", "suspended"),
        ({"status": "canceled", "ended_at": START}, "free", "ended"),
        ({"status": "incomplete"}, "free", "free"),
        ({"status": "incomplete_expired"}, "free", "free"),
        ({"status": "active", "price": "gold_month"}, "free", "active"),
    ],
)
def test_what_a_subscription_is_worth(facts, plan, status):
    assert (stands(subscription(**facts)).plan, stands(subscription(**facts)).status) == (plan, status)


def test_without_a_subscription_it_is_free():
    assert stands() == Standing(plan="free", status=StandingStatus.FREE)


@pytest.mark.parametrize(
    ("after", "grace", "plan", "status"),
    [
        (timedelta(0), 14, "pro", "past_due"),
        (14 * DAY - timedelta(seconds=1), 14, "pro", "past_due"),
        (14 * DAY, 14, "free", "suspended"),
        (timedelta(0), 0, "free", "suspended"),
        (29 * DAY, 30, "pro", "past_due"),
    ],
)
def test_the_grace_runs_from_the_unpaid_invoice(after, grace, plan, status):
    since = START + 3 * DAY
    found = stands(subscription("past_due"), invoices=[invoice(at=since)], at=since + after, grace=grace)
    assert (found.plan, found.status) == (plan, status)
    assert (found.past_due_since, found.access_until) == (since, since + grace * DAY)


def test_only_open_invoices_that_were_tried_begin_a_grace():
    others = [
        invoice("in_0", status="paid", at=START - 40 * DAY),
        invoice("in_2", attempts=0, at=START - 30 * DAY),
        invoice("in_3", of="sub_other", at=START - 20 * DAY),
        invoice("in_4", at=START + 2 * DAY),
        invoice("in_1", at=START + DAY),
    ]
    found = stands(subscription("past_due"), invoices=others)
    assert (found.unpaid_invoice, found.past_due_since) == ("in_1", START + DAY)


@pytest.mark.parametrize(
    ("first", "second", "counts", "surplus"),
    [
        ({}, {"status": "canceled"}, "sub_1", []),
        ({"status": "canceled"}, {"started_at": START + DAY}, "sub_2", []),
        ({}, {"quantity": 9}, "sub_2", ["sub_1"]),
        ({}, {"started_at": START + DAY}, "sub_2", ["sub_1"]),
        ({"status": "unpaid"}, {}, "sub_2", ["sub_1"]),
        ({"quantity": 9}, {"price": "gold_month", "quantity": 50}, "sub_1", ["sub_2"]),
    ],
)
def test_of_two_subscriptions_the_better_one_counts_in_any_order(first, second, counts, surplus):
    both = [subscription(**first), subscription(name="sub_2", **second)]
    for order in (both, both[::-1]):
        found = stands(*order)
        assert (found.subscription.id, [one.id for one in found.surplus]) == (counts, surplus)


@pytest.mark.parametrize(
    ("day", "due"),
    [(0, [0]), (0.5, [0]), (2.9, [0]), (3, [3]), (7, [7]), (12, [12]), (12.9, [12]), (13, [13]), (14, []), (40, [])],
)
def test_reminders_come_on_their_days(day, due):
    assert rules.due_mails(START, at=START + day * DAY, grace_days=14) == due


@pytest.mark.parametrize(("grace", "days"), [(14, [0, 3, 7, 12, 13]), (5, [0, 3, 4]), (1, [0]), (0, [])])
def test_the_last_day_is_always_among_them(grace, days):
    hours = (START + timedelta(hours=hour) for hour in range(24 * 20))
    assert sorted({day for at in hours for day in rules.due_mails(START, at=at, grace_days=grace)}) == days


@pytest.mark.parametrize(
    ("plan", "wanted", "used", "held", "bought"),
    [(PRO, None, 3, 2, 5), (PRO, None, 0, 0, 1), (PRO, 9, 3, 2, 9), (PRO, 5, 3, 2, 5), (FREE, 7, 3, 2, 1)],
)
def test_seats_are_bought_for_members_and_invitations(plan, wanted, used, held, bought):
    assert rules.seats_to_buy(plan, wanted, rules.Seats(used, held)) == bought


@pytest.mark.parametrize(("wanted", "error"), [(4, FewerSeatsThanPeople), (201, SeatsNotSold)])
def test_seats_below_the_people_or_above_the_plan_are_refused(wanted, error):
    with pytest.raises(error):
        rules.seats_to_buy(PRO, wanted, rules.Seats(3, 2))


@pytest.mark.parametrize(("plan", "quantity", "limit"), [(PRO, 6, 6), (PRO, 500, 200), (FREE, 6, 3)])
def test_room_is_what_was_bought_within_the_plan(plan, quantity, limit):
    assert rules.seat_limit(plan, subscription(quantity=quantity)) == limit


def test_an_upgrade_takes_nothing_away():
    assert rules.consequences(FREE, PRO, seats=5, people=rules.Seats(3, 1), credits_used=90) == []


def test_a_downgrade_says_how_far_above_the_limits_it_is():
    lost = rules.consequences(PRO, FREE, seats=1, people=rules.Seats(9, 1), credits_used=150)
    assert {one.over for one in lost} == {0, 7, 50}
    assert len(lost) == 9  # two features and all seven limits


def test_a_downgrade_says_how_many_documents_and_how_much_storage_are_too_many():
    people = rules.Seats(1, 0)
    lost = rules.consequences(PRO, FREE, seats=1, people=people, credits_used=0, documents=75, megabytes=2500)
    assert [(one.text, one.over) for one in lost if one.over] == [
        (
            (
                "Free has 50 documents. You have 25 more: all can be read and found, and none can be added or replaced"
                " until there are fewer."
            ),
            25,
        ),
        (
            (
                "Free has 500 MB of storage. You have stored 2 GB more: all files can be read, and none can be added until"
                " there is room."
            ),
            2000,
        ),
    ]


STAY = "all of them stay, and nobody can be added until there is room."


@pytest.mark.parametrize(
    ("used", "held", "words"),
    [
        (2, 0, ""),
        (2, 1, ""),
        (2, 2, " 2 invitations stay open: who accepts first gets a free seat, the others wait for one."),
        (3, 1, " 1 invitation stays open and can be accepted as soon as a seat is free."),
        (9, 0, f" 9 people belong here: {STAY}"),
        (9, 2, f" 9 people belong here: {STAY} 2 invitations stay open and can be accepted as soon as a seat is free."),
    ],
)
def test_a_downgrade_says_who_stays_and_who_waits_for_a_seat(used, held, words):
    lost = rules.consequences(PRO, FREE, seats=1, people=rules.Seats(used, held), credits_used=0)
    assert [one.text for one in lost if "seats" in one.text] == [f"Free has 3 seats.{words}"]


def test_the_catalogue_has_a_price_for_everything_that_is_sold():
    keys = {one["lookup_key"]: one["unit_amount"] for one in rules.catalogue() if one["kind"] == "price"}
    assert keys == {
        "pro_month": 2000, "pro_year": 19200, "ai_credits_pack": 1500,
        "ai_credits_overage_month": 2, "ai_credits_overage_year": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "metered", "taken", "kinds"),
    [
        (("pro", "sub_1", "active", "pro_month", 4), (5, 5), 4, []),
        (("free", "", "", "", 0), (0, 0), 4, ["subscription"]),
        (("pro", "sub_1", "past_due", "pro_month", 4), (0, 0), 4, ["subscription"]),
        (("pro", "sub_1", "active", "pro_year", 4), (0, 0), 4, ["subscription"]),
        (("pro", "sub_1", "active", "pro_month", 3), (0, 0), 4, ["seats"]),
        (("pro", "sub_1", "active", "pro_month", 4), (0, 0), 5, ["seats"]),
        (("pro", "sub_1", "active", "pro_month", 4), (9, 5), 4, ["meter"]),
        (("pro", "sub_1", "active", "pro_month", 4), (5, 5, 7), 4, ["meter"]),
    ],
)
def test_what_differs_is_named(ours, metered, taken, kinds):
    found = rules.compare(
        "cus_1", stands(subscription()), rules.Ours(*ours), metered=rules.Metered(*metered), taken=taken, per_seat=True
    )
    assert [one.kind for one in found] == kinds


def test_a_second_subscription_is_a_difference():
    truth = stands(subscription(), subscription(name="sub_2", started_at=START - DAY))
    ours = rules.Ours("pro", "sub_1", "active", "pro_month", 4)
    (found,) = rules.compare("cus_1", truth, ours, metered=rules.Metered(), taken=4, per_seat=True)
    assert (found.kind, found.subject) == ("second_subscription", "sub_2")
