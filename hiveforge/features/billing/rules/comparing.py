"""Where the provider and we disagree about an organization."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hiveforge.core.money import format_money
from hiveforge.features.billing.schemas import DifferenceKind, Standing
from hiveforge.features.billing.schemas.facts import InvoiceFacts


@dataclass(frozen=True, slots=True)
class Disagreement:
    kind: DifferenceKind
    subject: str
    stripe_says: str
    we_say: str


@dataclass(frozen=True, slots=True)
class Ours:
    """What our tables say: the subscription that counts, and the plan."""

    plan: str
    subscription: str
    status: str
    price: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Metered:
    """Credits of a period: what the provider's meter holds, what we have told it, and what it refused to count."""

    held: int = 0
    told: int = 0
    refused: int = 0


def compare(
    customer: str, truth: Standing, ours: Ours, *, metered: Metered, taken: int, per_seat: bool
) -> Sequence[Disagreement]:
    """`taken` are the seats in use."""
    found: list[Disagreement] = []
    theirs = truth.subscription
    says = _words(truth.plan, theirs.id, theirs.status, theirs.price) if theirs else _words(truth.plan)
    we_say = _words(ours.plan, ours.subscription, ours.status, ours.price)
    if says != we_say:
        found.append(Disagreement(DifferenceKind.SUBSCRIPTION, customer, says, we_say))
    if theirs and per_seat and truth.plan == ours.plan:
        if theirs.quantity != ours.quantity:
            says, we_say = f"{theirs.quantity} seats", f"{ours.quantity} seats"
            found.append(Disagreement(DifferenceKind.SEATS, theirs.id, says, we_say))
        elif taken > theirs.quantity:
            says, we_say = f"{theirs.quantity} seats paid", f"{taken} seats taken"
            found.append(Disagreement(DifferenceKind.SEATS, theirs.id, says, we_say))
    enough = "the plan is arranged" if truth.arranged else "one is enough"
    found += [
        Disagreement(DifferenceKind.SECOND_SUBSCRIPTION, one.id, f"{one.price} × {one.quantity}", enough)
        for one in truth.surplus
    ]
    if metered.held != metered.told or metered.refused:
        says, we_say = f"{metered.held} credits on the meter", f"{metered.told} credits reported"
        if metered.refused:
            we_say += f", {metered.refused} refused by Stripe"
        found.append(Disagreement(DifferenceKind.METER, customer, says, we_say))
    return found


def compare_invoices(theirs: Sequence[InvoiceFacts], ours: Mapping[str, str]) -> Sequence[Disagreement]:
    """`ours` says what we have written down of each, in the words of `invoice_says`."""
    return [
        Disagreement(DifferenceKind.INVOICE, one.id, says, ours.get(one.id, "no such invoice"))
        for one in theirs
        if (says := invoice_says(one.status, one.amount_paid, one.currency)) != ours.get(one.id)
    ]


def invoice_says(status: str, paid: int, currency: str) -> str:
    """What matters of an invoice. `paid` is in the currency's smallest unit."""
    return f"{status}, {format_money(paid, currency)} paid"


def _words(plan: str, *parts: str) -> str:
    return " ".join(part for part in (plan, *parts) if part)
