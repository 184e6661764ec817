from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hiveforge.sandbox.stripe.periods import after, period, share

MOMENTS = some.integers(min_value=1_577_836_800, max_value=2_524_608_000)


def day(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "expected"),
    [
        ("2027-01-31", "month", 1, "2027-02-28"),
        ("2027-01-31", "month", 2, "2027-03-31"),
        ("2028-01-31", "month", 1, "2028-02-29"),
        ("2028-02-29", "year", 1, "2029-02-28"),
        ("2028-02-29", "year", 4, "2032-02-29"),
        ("2027-12-15", "month", 1, "2028-01-15"),
        ("2027-01-01", "week", 2, "2027-01-15"),
    ],
)
def test_periods_keep_the_day_or_take_the_last_of_the_month(anchor, interval, count, expected):
    assert after(day(anchor), interval, count) == day(expected)


@given(MOMENTS, some.sampled_from(["day", "week", "month", "year"]), some.integers(0, 60 * 86_400 * 10))
def test_each_moment_is_in_exactly_one_period(anchor, interval, later):
    start, end = period(anchor, interval, 1, anchor + later)
    assert start <= anchor + later < end
    assert period(anchor, interval, 1, end)[0] == end


@given(some.integers(0, 10_000_000), MOMENTS, some.integers(1, 366 * 86_400), some.data())
def test_parts_of_a_period_never_cost_more_than_the_whole(amount, start, length, data):
    at = start + data.draw(some.integers(0, length))
    rest, used = share(amount, start, start + length, at), amount - share(amount, start, start + length, at)
    assert 0 <= rest <= amount
    assert abs(used - amount * (at - start) / length) <= 0.5 + 1e-6
    assert share(amount, start, start + length, start) == amount
    assert share(amount, start, start + length, start + length) == 0
