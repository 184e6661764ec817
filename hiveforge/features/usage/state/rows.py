"""Rows of the usage page, in the words and formats that it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hiveforge.features import files
from hiveforge.features.usage import rules
from hiveforge.features.usage.schemas import Balance, Figures, KeyUse, MemberUse, NamedUse, Span
from hiveforge.ui.session import initials

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Summary:
    """The current period. `included` is empty without limit; `more` and `pace` are sentences, empty where there is none."""

    used: str = ""
    included: str = ""
    percent: int = 0
    full: bool = False
    remaining: str = ""
    more: str = ""
    forecast: str = ""
    pace: str = ""
    resets_at: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """`reached`: the budget is used up in the period looked at, which is the current one. `here` is False for who left."""

    id: str
    name: str
    initials: str
    picture: str
    here: bool
    credits: str
    percent: int
    budget: str
    reached: bool


@dataclass(frozen=True, slots=True)
class KeyLine:
    """`here` is False for a key that works no more, `reached` as for members."""

    id: str
    name: str
    here: bool
    credits: str
    percent: int
    budget: str
    reached: bool


@dataclass(frozen=True, slots=True)
class ShareLine:
    key: str
    name: str
    acts: str
    credits: str
    percent: int


def summary(balance: Balance) -> Summary:
    limited = balance.included < rules.UNLIMITED
    return Summary(
        used=f"{balance.included_used:,}",
        included=f"{balance.included:,}" if limited else "",
        percent=min(_percent(balance.included_used, balance.included), _WHOLE),
        full=limited and balance.included_used >= balance.included,
        remaining=f"{balance.remaining:,}",
        more=_more(balance),
        forecast=f"{balance.forecast:,}",
        pace=_pace(balance) if limited else "By the period's end, at this pace.",
        resets_at=balance.resets_at.isoformat(),
    )


def bars(figures: Figures) -> list[Bar]:
    return [Bar(_day(line.day), line.credits) for line in figures.days]


def days_in_words(figures: Figures) -> str:
    """The first and the last day looked at."""
    first, last = figures.days[0].day, figures.days[-1].day
    return f"{_day(first)}, {first.year} to {_day(last)}, {last.year}, each day in UTC."


def chart_in_words(figures: Figures) -> str:
    most = max(figures.days, key=lambda line: line.credits)
    first, last = figures.days[0].day, figures.days[-1].day
    said = f"Credits used on each day from {_day(first)} to {_day(last)}: {figures.credits:,} in all"
    return f"{said}, most on {_day(most.day)} with {most.credits:,}." if most.credits else f"{said}."


def member_lines(figures: Figures) -> list[MemberLine]:
    return [_member(line, figures) for line in figures.members]


def key_lines(figures: Figures) -> list[KeyLine]:
    return [_key(line, figures) for line in figures.keys]


def share_lines(rows: Sequence[NamedUse], everything: int) -> list[ShareLine]:
    return [
        ShareLine(row.key, row.name, f"{row.acts:,}", f"{row.credits:,}", _percent(row.credits, everything))
        for row in rows
    ]


def _member(line: MemberUse, figures: Figures) -> MemberLine:
    return MemberLine(
        id=str(line.member or ""),
        name=line.name,
        initials=initials(line.name) if line.here else "",
        picture=files.picture_url(line.avatar_id),
        here=line.here,
        credits=f"{line.credits:,}",
        percent=_percent(line.credits, figures.credits),
        budget=_amount(line.budget),
        reached=_reached(line, figures),
    )


def _key(line: KeyUse, figures: Figures) -> KeyLine:
    return KeyLine(
        id=str(line.key),
        name=line.name,
        here=line.works,
        credits=f"{line.credits:,}",
        percent=_percent(line.credits, figures.credits),
        budget=_amount(line.budget),
        reached=_reached(line, figures),
    )


def _reached(line: MemberUse | KeyUse, figures: Figures) -> bool:
    return figures.span is Span.THIS and line.budget is not None and line.credits >= line.budget


def _amount(budget: int | None) -> str:
    return "" if budget is None else f"{budget:,}"


def _more(balance: Balance) -> str:
    parts = []
    if balance.packs:
        parts.append(f"{balance.packs:,} of them bought")
    if balance.reserved:
        parts.append(f"{balance.reserved:,} more held for work that runs")
    return f"{', '.join(parts).capitalize()}." if parts else "Everybody together."


def _pace(balance: Balance) -> str:
    if balance.forecast > balance.included:
        return f"{balance.forecast - balance.included:,} more than included, at this pace."
    return "By the period's end, at this pace."


def _percent(part: int, whole: int) -> int:
    return round(part * _WHOLE / whole) if whole else 0


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"
