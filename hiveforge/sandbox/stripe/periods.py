"""When periods end and what part of one costs. Pure arithmetic on Unix seconds and whole cents."""

import calendar
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

DAY = 86_400


def after(anchor: int, interval: str, count: int) -> int:
    """`count` intervals after the anchor; the anchor's day of the month is kept, or the month's last day is taken."""
    if interval in {"day", "week"}:
        return anchor + count * DAY * (7 if interval == "week" else 1)
    begun = datetime.fromtimestamp(anchor, UTC)
    months = begun.year * 12 + begun.month - 1 + count * (12 if interval == "year" else 1)
    year, month = months // 12, months % 12 + 1
    day = min(begun.day, calendar.monthrange(year, month)[1])
    return int(begun.replace(year=year, month=month, day=day).timestamp())


def period(anchor: int, interval: str, every: int, at: int) -> tuple[int, int]:
    """The period that contains `at`, of those that begin at the anchor."""
    count = 0
    while after(anchor, interval, count + every) <= at:
        count += every
    return after(anchor, interval, count), after(anchor, interval, count + every)


def share(amount: int, start: int, end: int, at: int) -> int:
    """What the rest of a period costs, to the second, rounded half up to whole cents."""
    rest = max(0, end - max(at, start))
    return int((Decimal(amount) * rest / (end - start)).quantize(Decimal(1), ROUND_HALF_UP))
