"""Pure decisions about usage: periods, pace, alerts, and the words for running out."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hiveforge.features import plans

from .errors import KeyBudgetReached, MemberBudgetReached, OutOfCredits
from .schemas import Balance, OverageMode, Period, Span

RESERVED_FOR = timedelta(minutes=15)
# Providers forget identifiers after a day: later the meter is asked before it is told again.
REMEMBERED_FOR = timedelta(hours=23)
LONGEST_MONTH = timedelta(days=31)
# For plans that count credits but do not limit them.
UNLIMITED = 1_000_000_000_000
DAYS_BACK = 90


def first_allowance() -> int:
    """What an organization has before billing says anything: the free plan's credits."""
    limit = plans.FREE.limit(plans.Quantity.AI_CREDITS)
    return UNLIMITED if limit is None else limit


def months_after(anchor: datetime, months: int) -> datetime:
    """The same day some months later, in UTC; the month's last day where it has no such day."""
    start = anchor.astimezone(UTC)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def month_of(anchor: datetime, at: datetime) -> Period:
    """The month, counted from `anchor`, that `at` lies in; the first one when it lies before."""
    start, moment = anchor.astimezone(UTC), at.astimezone(UTC)
    months = max((moment.year - start.year) * 12 + moment.month - start.month, 0)
    if months and months_after(anchor, months) > moment:
        months -= 1
    return Period(months_after(anchor, months), months_after(anchor, months + 1), anchor)


def period_of(starts: datetime, ends: datetime, at: datetime) -> Period:
    """The period of the allowance within what billing says is paid for: at most a month, whatever the invoice's interval.

    After the end of what billing has said, months go on from there.
    """
    short = ends - starts <= LONGEST_MONTH
    if short and at < ends:
        return Period(starts, ends, ends)
    return month_of(ends if short else starts, at)


def forecast(used: int, period: Period, at: datetime) -> int:
    """What will have been used at the period's end if it goes on as so far. The first hour counts as one."""
    whole = period.ends_at - period.starts_at
    gone = min(max(at - period.starts_at, timedelta(hours=1)), whole)
    return round(used * (whole / gone)) if gone else used


def share(used: int, included: int) -> int:
    """100 or 80 once that many percent of the allowance are used, else 0."""
    if included <= 0:
        return 0
    if used >= included:
        return 100
    return 80 if used * 5 >= included * 4 else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The numbers of an account that a balance is made from. `counted_from` is when what is used began at zero."""

    included: int
    included_left: int
    included_used: int
    packs: int
    packs_used: int
    reserved: int
    overage_mode: OverageMode
    overage_allowed: bool
    overage_budget: int
    overage_cap: int
    overage_used: int
    period: Period
    counted_from: datetime


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A member's or an API key's budget. `used` counts what their open reservations hold."""

    credits: int
    used: int

    def stops(self, wanted: int) -> bool:
        """Whether it leaves less than this."""
        return self.used + wanted > self.credits


def untouched(period: Period) -> Standing:
    """What an organization has before its first act."""
    included = first_allowance()
    return Standing(
        included=included,
        included_left=included,
        included_used=0,
        packs=0,
        packs_used=0,
        reserved=0,
        overage_mode=OverageMode.BLOCK,
        overage_allowed=False,
        overage_budget=0,
        overage_cap=0,
        overage_used=0,
        period=period,
        counted_from=period.starts_at,
    )


def as_of(standing: Standing, at: datetime) -> Standing:
    """The standing as the next act will find it: in a new period once the old one is over."""
    if at < standing.period.ends_at:
        return standing
    period = month_of(standing.period.anchor_at, at)
    metered = standing.overage_mode is OverageMode.METERED and standing.overage_allowed
    return replace(
        standing,
        included_left=standing.included,
        included_used=0,
        packs_used=0,
        overage_cap=standing.overage_budget if metered else 0,
        overage_used=0,
        period=period,
        counted_from=period.starts_at,
    )


def balance(standing: Standing, at: datetime) -> Balance:
    """A standing as people read it."""
    now = as_of(standing, at)
    counted = replace(now.period, starts_at=now.counted_from)
    room = now.overage_cap - now.overage_used
    return Balance(
        included=now.included,
        included_used=now.included_used,
        packs=now.packs,
        reserved=now.reserved,
        overage_mode=now.overage_mode if now.overage_allowed else OverageMode.BLOCK,
        overage_budget=now.overage_budget,
        overage_used=now.overage_used,
        remaining=max(now.included_left + now.packs + room - now.reserved, 0),
        resets_at=now.period.ends_at,
        forecast=forecast(now.included_used + now.packs_used + now.overage_used, counted, at),
        alert=share(now.included_used, now.included),
        overage_allowed=now.overage_allowed,
    )


def out_of_credits(wanted: int, at_hand: Balance, slug: str) -> OutOfCredits:
    """The refusal, with what was used, of how much, and when there is more."""
    used = f"{at_hand.included_used:,} of {at_hand.included:,} included AI credits are used"
    left = f"{at_hand.remaining:,} can be used now" if at_hand.remaining else "none are left"
    return OutOfCredits(
        f"This needs {_credits(wanted)}, and {left}: {used}. The next ones come on {in_words(at_hand.resets_at)}.",
        upgrade_url=f"/o/{slug}/billing" if slug else "",
    )


def member_budget_reached(wanted: int, budget: Budgeted, resets_at: datetime) -> MemberBudgetReached:
    """The refusal, with what the member has used, of how much, when it starts anew, and who can raise it."""
    return MemberBudgetReached(
        _reached("your budget", wanted, budget, resets_at), limit=budget.credits, used=budget.used
    )


def key_budget_reached(wanted: int, budget: Budgeted, resets_at: datetime) -> KeyBudgetReached:
    """The same for an API key."""
    return KeyBudgetReached(
        _reached("this API key's budget", wanted, budget, resets_at), limit=budget.credits, used=budget.used
    )


def _reached(whose: str, wanted: int, budget: Budgeted, resets_at: datetime) -> str:
    return (
        f"This needs {_credits(wanted)}, and {whose} leaves {max(budget.credits - budget.used, 0):,}:"
        f" {budget.used:,} of {budget.credits:,} are used or held. It starts anew on {in_words(resets_at)}."
        " Ask an owner or admin to raise it."
    )


def bounds(standing: Standing, span: Span, at: datetime) -> tuple[datetime, datetime]:
    """From when until when a span reaches. Where another plan has moved the period, counting tells where it began."""
    now = as_of(standing, at)
    if span is Span.THIS:
        return now.counted_from, now.period.ends_at
    if span is Span.PREVIOUS:
        return months_after(now.counted_from, -1), now.counted_from
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS_BACK - 1), today + timedelta(days=1)


def days_between(starts: datetime, ends: datetime) -> list[date]:
    """The days in UTC that the span touches."""
    first = starts.astimezone(UTC).date()
    last = (ends - timedelta(microseconds=1)).astimezone(UTC).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def feature_name(purpose: str) -> str:
    """What a reservation was for, as people call it."""
    return _FEATURES.get(purpose) or purpose.replace("_", " ").capitalize() or "Other"


def model_name(model: str) -> str:
    return model or "Not recorded"


_FEATURES = {"assistant": "AI assistant"}


def _credits(amount: int) -> str:
    return "1 AI credit" if amount == 1 else f"{amount:,} AI credits"


def in_words(moment: datetime) -> str:
    """A day as it stands in messages."""
    return f"{moment.day} {moment:%B %Y}"


def lacking(reported: Sequence[int], held: int) -> Sequence[int]:
    """Which of the amounts reported for a minute the meter has lost, by their places, when it holds `held` of them.

    All when it holds none; else the one that is as large as the gap. A gap that none explains names nobody.
    """
    missing = sum(reported) - held
    if missing <= 0:
        return []
    if not held:
        return range(len(reported))
    return [place for place, amount in enumerate(reported) if amount == missing][:1]
