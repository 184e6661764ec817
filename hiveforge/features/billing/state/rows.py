"""Rows of the billing page, in the words and formats that it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hiveforge.core.money import format_money
from hiveforge.features import files, plans
from hiveforge.features.billing.schemas import (
    BillingOverview,
    Card,
    ChangePreview,
    InvoiceRow,
    StandingStatus,
    UsageLine,
)

_USAGE_NAMES = {
    plans.Quantity.SEATS: "Seats",
    plans.Quantity.AI_CREDITS: "AI credits",
    plans.Quantity.DOCUMENTS: "Documents",
    plans.Quantity.STORAGE_MEGABYTES: "Storage",
}
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class PlanView:
    """`price` and `next_amount` are words ("$80 a month"), moments are ISO 8601; empty where there is nothing to say.

    `owed` is the oldest unpaid invoice, which is paid at `pay_url`. `room` and `last_day` are words too, for a plan by arrangement.
    """

    key: str = ""
    name: str = ""
    status: str = ""
    price: str = ""
    interval: str = "month"
    seats: str = ""
    period_end: str = ""
    trial_end: str = ""
    cancel_at: str = ""
    access_until: str = ""
    next_amount: str = ""
    next_at: str = ""
    card: str = ""
    owed: str = ""
    pay_url: str = ""
    paid: bool = False
    known: bool = False
    arranged: bool = False
    room: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class UsageView:
    """`percent` is at most 100. `note` says what the numbers mean for who goes on."""

    name: str
    words: str
    percent: int
    full: bool
    resets_at: str
    note: str


@dataclass(frozen=True, slots=True)
class InvoiceView:
    id: str
    number: str
    at: str
    total: str
    status: str
    pdf_url: str
    page_url: str


@dataclass(frozen=True, slots=True)
class OverageView:
    """`price` is for one credit beyond the plan; `budget` and `used` are in credits."""

    allowed: bool = False
    mode: str = "block"
    budget: int = 0
    used: int = 0
    packs: int = 0
    price: str = format_money(plans.METER["unit_amount"], plans.CURRENCY)
    pack: str = f"{plans.PACKS['credits']:,} credits for {format_money(plans.PACKS['amount'], plans.CURRENCY)}"


@dataclass(frozen=True, slots=True)
class LineView:
    text: str
    amount: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What a purchase or a change costs; `pays`: something of it is due now. `priced_at` makes it cost exactly this."""

    plan: str = ""
    name: str = ""
    interval: str = "month"
    seats: int = 0
    due_now: str = ""
    pays: bool = False
    next_total: str = ""
    next_at: str = ""
    priced_at: str = ""


def plan_view(seen: BillingOverview) -> PlanView:
    per = f"a {seen.interval}" if seen.interval else ""
    paid = seen.interval is not None
    unpaid = next((one for one in reversed(seen.invoices) if one.status == "open" and one.page_url), None)
    return PlanView(
        key=seen.plan,
        name=seen.plan_name,
        status=seen.status.value,
        price=f"{format_money(seen.total, seen.currency)} {per}" if paid else "",
        interval=str(seen.interval or plans.Interval.MONTH),
        seats=f"{format_money(seen.unit_price, seen.currency)} for each seat" if seen.per_seat and paid else "",
        period_end=iso(seen.period_end),
        trial_end=iso(seen.trial_end),
        cancel_at=iso(seen.cancel_at),
        access_until=iso(seen.access_until),
        next_amount=format_money(seen.next_charge.amount, seen.next_charge.currency) if seen.next_charge else "",
        next_at=iso(seen.next_charge.at) if seen.next_charge else "",
        card=_card(seen.card) if seen.card else "",
        owed=format_money(unpaid.total, unpaid.currency) if unpaid else "",
        pay_url=unpaid.page_url if unpaid else "",
        paid=paid,
        known=bool(paid or seen.card or seen.invoices),
        arranged=seen.status is StandingStatus.ARRANGED,
        room=plans.counted(plans.Quantity.SEATS, seen.seats_limit),
        last_day=day_in_words(seen.last_day) if seen.last_day else "",
    )


def usage_views(seen: BillingOverview) -> list[UsageView]:
    return [_usage(line, held=seen.seats_held) for line in seen.usage]


def invoice_view(row: InvoiceRow) -> InvoiceView:
    return InvoiceView(
        id=row.page_url or row.number,
        number=row.number or "Draft",
        at=row.created_at.isoformat(),
        total=format_money(row.total, row.currency),
        status=row.status,
        pdf_url=row.pdf_url,
        page_url=row.page_url,
    )


def overage_view(seen: BillingOverview) -> OverageView:
    return OverageView(
        allowed=seen.overage_allowed,
        mode=seen.overage_mode.value,
        budget=seen.overage_budget,
        used=seen.overage_used,
        packs=seen.packs_left,
    )


def quote_view(preview: ChangePreview) -> QuoteView:
    per = f" a {preview.interval}" if preview.interval else ""
    return QuoteView(
        plan=preview.plan,
        name=preview.plan_name,
        interval=str(preview.interval or plans.Interval.MONTH),
        seats=preview.seats,
        due_now=format_money(preview.due_now, preview.currency),
        pays=preview.due_now > 0,
        next_total=f"{format_money(preview.next_total, preview.currency)}{per}",
        next_at=iso(preview.next_at),
        priced_at=iso(preview.priced_at),
    )


def line_views(preview: ChangePreview) -> list[LineView]:
    return [LineView(line.text, format_money(line.amount, preview.currency)) for line in preview.lines]


def consequence_texts(preview: ChangePreview) -> Sequence[str]:
    return [consequence.text for consequence in preview.consequences]


def day_in_words(day: date) -> str:
    """A day that is one in every zone, as `ui.relative_time.day` writes them: "Nov 23, 2026"."""
    return f"{day:%b} {day.day}, {day.year}"


def iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _usage(line: UsageLine, *, held: int) -> UsageView:
    seats = line.quantity is plans.Quantity.SEATS  # having as many as one pays for is as it should be
    limit = "without limit" if line.limit is None else f"of {_amount(line.quantity, line.limit)}"
    percent = 0 if not line.limit else min(round(line.used * _WHOLE / line.limit), _WHOLE)
    return UsageView(
        name=_USAGE_NAMES.get(line.quantity, line.quantity.value),
        words=f"{_amount(line.quantity, line.used)} {limit}",
        percent=percent,
        full=line.limit is not None and (line.used > line.limit or (line.used == line.limit and not seats)),
        resets_at=iso(line.resets_at),
        note=_seats_note(line, held) if seats else _forecast_note(line),
    )


def _amount(quantity: plans.Quantity, amount: int) -> str:
    stored = quantity is plans.Quantity.STORAGE_MEGABYTES
    return files.in_words(amount * files.MEGABYTE) if stored else f"{amount:,}"


def _seats_note(line: UsageLine, held: int) -> str:
    if line.limit is not None and line.used > line.limit:
        return f"{line.used - line.limit:,} more than the plan has: everybody stays, and nobody can be added."
    return f"{held:,} of them held by invitations." if held else ""


def _forecast_note(line: UsageLine) -> str:
    if not line.used or line.forecast is None:
        return ""
    return f"At this pace {line.forecast:,} by then."


def _card(card: Card) -> str:
    return f"{card.brand.title()} ending in {card.last4}, expires {card.expires_month:02}/{card.expires_year}"
