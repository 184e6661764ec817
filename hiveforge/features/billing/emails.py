"""What billing writes to owners and admins. Amounts and dates are said as they stand on the invoice, in UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from hiveforge.core.money import format_money
from hiveforge.core.settings import settings
from hiveforge.features import plans
from hiveforge.features.mailing import Button, Email, Footer, Heading, Link, Strong, Text
from hiveforge.gateways.payments import ChargePreview, InvoiceFacts, SubscriptionFacts


@dataclass(frozen=True, slots=True)
class Place:
    """The organization that it is about."""

    name: str
    slug: str

    @property
    def page(self) -> str:
        return f"{settings().origin}/o/{quote(self.slug)}/billing"


def receipt(place: Place, invoice: InvoiceFacts) -> Email:
    paid = format_money(invoice.amount_paid, invoice.currency)
    return Email(
        Heading(f"Receipt for {paid}"),
        Text("Thank you. ", Strong(paid), f" was paid for {place.name}, invoice {invoice.number}."),
        Button("See the invoice", invoice.page or place.page),
        *([Text("Or download it as a file: ", Link(invoice.pdf, invoice.pdf), muted=True)] if invoice.pdf else []),
        _footer(place),
        subject=f"Receipt for {place.name}: {paid}",
        preview=f"Invoice {invoice.number} is paid.",
    )


def payment_failed(place: Place, plan: plans.Plan, invoice: InvoiceFacts | None, until: datetime) -> Email:
    owed = format_money(invoice.amount_due, invoice.currency) if invoice else "The payment"
    return Email(
        Heading("A payment failed"),
        Text(Strong(owed), f" for {place.name} could not be charged. Give another card, or pay the invoice."),
        Text(f"{plan.name} goes on until ", Strong(day(until)), ". Nothing is deleted after that either.", muted=True),
        Button("Update the payment method", place.page),
        _footer(place),
        subject=f"A payment for {place.name} failed",
        preview=f"{plan.name} goes on until {day(until)}.",
    )


def access_ended(place: Place, plan: plans.Plan) -> Email:
    return Email(
        Heading(f"{place.name} is on Free now"),
        Text(f"The payment for {plan.name} has been missing for too long. Everything you have is kept."),
        Text(f"Pay the open invoice and {plan.name} is back at once.", muted=True),
        Button("Pay the invoice", place.page),
        _footer(place),
        subject=f"{place.name} is on Free now",
        preview=f"Pay the open invoice and {plan.name} is back at once.",
    )


def plan_changed(place: Place, plan: plans.Plan, subscription: SubscriptionFacts) -> Email:
    seats = f" with {_seats(subscription.quantity)}" if plan.per_seat else ""
    return Email(
        Heading(f"{place.name} is on {plan.name}"),
        Text(Strong(place.name), f" is on {plan.name}{seats} now."),
        Button("See plan and usage", place.page),
        _footer(place),
        subject=f"{place.name} is on {plan.name}{seats}",
        preview=f"{plan.name}{seats} counts from now on.",
    )


def plan_arranged(
    place: Place, plan: plans.Plan, included: Sequence[str], last_day: date | None, *, begins: bool
) -> Email:
    until = f"until {day(last_day)}" if last_day else "until one of us ends it"
    subject = f"{place.name} is on {plan.name}" if begins else f"The terms of {plan.name} for {place.name} have changed"
    return Email(
        Heading(subject),
        Text(Strong(place.name), f" has {plan.name} by arrangement, {until}. It includes:"),
        *(Text(f"– {line}") for line in included),
        Text("Nothing is charged through the billing page. Write to us when you need something else.", muted=True),
        Button("See plan and usage", place.page),
        _footer(place),
        subject=subject,
        preview=f"{plan.name} by arrangement, {until}.",
    )


def canceled(place: Place, plan: plans.Plan, at: datetime) -> Email:
    return Email(
        Heading(f"{plan.name} ends on {day(at)}"),
        Text(f"{plan.name} for {place.name} is canceled. Until ", Strong(day(at)), " everything stays as it is."),
        Text("After that the organization is on Free, and nothing is deleted. You can resume until then.", muted=True),
        Button("Resume the plan", place.page),
        _footer(place),
        subject=f"{plan.name} for {place.name} ends on {day(at)}",
        preview="You can resume it until then.",
    )


def plan_ended(place: Place, plan: plans.Plan) -> Email:
    return Email(
        Heading(f"{plan.name} has ended"),
        Text(f"{place.name} is on Free now. Everything you have is kept; what is above its limits can be read."),
        Button("Choose a plan", place.page),
        _footer(place),
        subject=f"{plan.name} for {place.name} has ended",
        preview="Everything you have is kept.",
    )


def trial_ending(place: Place, plan: plans.Plan, at: datetime, charge: ChargePreview | None) -> Email:
    cost = f" Then {format_money(charge.next_total, charge.currency)} are charged." if charge else ""
    return Email(
        Heading(f"Your trial of {plan.name} ends on {day(at)}"),
        Text(f"The trial of {plan.name} for {place.name} ends on ", Strong(day(at)), f".{cost}"),
        Text("Cancel before that day and nothing is charged.", muted=True),
        Button("See plan and usage", place.page),
        _footer(place),
        subject=f"The trial of {place.name} ends on {day(at)}",
        preview=f"Cancel before that day and nothing is charged.{cost}",
    )


def day(at: date) -> str:
    return f"{at:%d %B %Y}"


def _seats(quantity: int) -> str:
    return "1 seat" if quantity == 1 else f"{quantity} seats"


def _footer(place: Place) -> Footer:
    return Footer(f"You get this because you own or manage {place.name}.")
