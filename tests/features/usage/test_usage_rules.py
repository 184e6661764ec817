"""Periods, pace, alerts and words: all without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from hiveforge.features.usage import OverageMode, rules
from hiveforge.features.usage.schemas import Period


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        ("2026-01-31", 0, "2026-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-06-01", 24, "2028-06-01"),
    ],
)
def test_months_keep_their_day_where_there_is_one(anchor, months, expected):
    assert rules.months_after(day(anchor), months) == day(expected)


@pytest.mark.parametrize(
    ("anchor", "at", "starts", "ends"),
    [
        ("2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-27", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("2026-01-31", "2026-03-30", "2026-02-28", "2026-03-31"),
        ("2026-01-10", "2027-01-09", "2026-12-10", "2027-01-10"),
        ("2026-05-10", "2026-05-01", "2026-05-10", "2026-06-10"),
    ],
)
def test_the_month_that_a_moment_lies_in(anchor, at, starts, ends):
    period = rules.month_of(day(anchor), day(at))
    assert (period.starts_at, period.ends_at) == (day(starts), day(ends))


@pytest.mark.parametrize(
    ("starts", "ends", "at", "expected"),
    [
        ("2026-02-28", "2026-03-31", "2026-03-30", ("2026-02-28", "2026-03-31")),  # a month as billing counts it
        ("2026-01-20", "2026-02-03", "2026-01-25", ("2026-01-20", "2026-02-03")),  # a trial
        ("2026-01-20", "2027-01-20", "2026-04-25", ("2026-04-20", "2026-05-20")),  # a year: credits come by the month
        ("2026-01-20", "2026-02-20", "2026-03-25", ("2026-03-20", "2026-04-20")),  # news that never came
        ("2026-08-01", "2026-09-01", "2026-03-25", ("2026-08-01", "2026-09-01")),  # a clock that is ahead
    ],
)
def test_the_period_of_the_allowance_in_what_is_paid_for(starts, ends, at, expected):
    period = rules.period_of(day(starts), day(ends), day(at))
    assert (period.starts_at, period.ends_at) == tuple(map(day, expected))


@pytest.mark.parametrize(
    ("used", "at", "expected"),
    [
        (0, "2026-04-10", 0),
        (100, "2026-04-16", 200),
        (300, "2026-05-01", 300),
        (300, "2026-06-01", 300),
        (10, "2026-04-04", 100),
    ],
)
def test_the_forecast_goes_on_at_the_pace_so_far(used, at, expected):
    assert rules.forecast(used, Period(day("2026-04-01"), day("2026-05-01"), day("2026-04-01")), day(at)) == expected


def test_the_first_minutes_are_no_pace():
    starts = day("2026-04-01")
    period = Period(starts, day("2026-05-01"), starts)
    assert rules.forecast(1, period, starts + timedelta(seconds=1)) == 30 * 24


@pytest.mark.parametrize(
    ("used", "included", "expected"),
    [(0, 100, 0), (79, 100, 0), (80, 100, 80), (99, 100, 80), (100, 100, 100), (300, 100, 100), (0, 0, 0), (4, 5, 80)],
)
def test_the_share_that_is_told_of(used, included, expected):
    assert rules.share(used, included) == expected


def test_running_out_is_said_with_numbers_a_day_and_a_way_on():
    balance = rules.balance(rules.untouched(rules.month_of(day("2026-01-31"), day("2026-02-01"))), day("2026-02-01"))
    refusal = rules.out_of_credits(150, balance, "acme")
    assert refusal.message == (
        "This needs 150 AI credits, and 100 can be used now: 0 of 100 included AI credits are used."
        " The next ones come on 28 February 2026."
    )
    assert (refusal.status, refusal.upgrade_url) == (402, "/o/acme/billing")


def test_a_period_that_is_over_is_shown_as_the_new_one():
    from dataclasses import replace

    old = replace(
        rules.untouched(rules.month_of(day("2026-01-31"), day("2026-02-01"))),
        included_left=0,
        included_used=100,
        packs=7,
        overage_mode=OverageMode.METERED,
        overage_allowed=True,
        overage_budget=50,
        overage_cap=50,
        overage_used=50,
    )
    before, after = rules.balance(old, day("2026-02-27")), rules.balance(old, day("2026-02-28"))
    assert (before.remaining, before.alert, before.resets_at) == (7, 100, day("2026-02-28"))
    assert (after.remaining, after.alert, after.overage_used, after.resets_at) == (157, 0, 0, day("2026-03-31"))


@pytest.mark.parametrize(
    ("reported", "held", "lost"),
    [
        ([5, 30], 35, []),
        ([5, 30], 40, []),
        ([5, 30], 0, [0, 1]),
        ([5, 30], 5, [1]),
        ([5, 30], 30, [0]),
        ([5, 5], 5, [0]),
        ([5, 30], 20, []),
        ([], 3, []),
    ],
)
def test_a_report_is_lost_when_it_alone_explains_what_the_meter_lacks(reported, held, lost):
    assert list(rules.lacking(reported, held)) == lost
