"""Seats in words: how many are taken, what more cost, and what became of an invitation."""

from dataclasses import dataclass

from hiveforge.core.money import format_money
from hiveforge.features.organizations.schemas import Invited, InviteOffer, Seats


@dataclass(frozen=True, slots=True)
class OfferView:
    """`seats_after` is 0 while nothing is offered. `due_now` is empty where nothing is due now."""

    seats_now: int = 0
    seats_after: int = 0
    due_now: str = ""
    next_total: str = ""
    next_at: str = ""


def offer_view(found: InviteOffer) -> OfferView:
    seats = found.seats
    per = f" a {seats.interval}" if seats.interval else ""
    return OfferView(
        seats_now=seats.seats_now,
        seats_after=seats.seats_after,
        due_now=format_money(seats.due_now, seats.currency) if seats.due_now else "",
        next_total=f"{format_money(seats.next_total, seats.currency)}{per}",
        next_at=seats.next_at.isoformat() if seats.next_at else "",
    )


def seats_in_words(seats: Seats) -> str:
    """For the top of a page; nothing where there is no limit."""
    if seats.most is None:
        return ""
    if seats.used > seats.most:
        return f"{seats.used:,} people on {seats.most:,} seats: everybody stays, and nobody can be added."
    held = f", {seats.held:,} of them held by invitations" if seats.held else ""
    return f"{seats.taken:,} of {seats.most:,} seats taken{held}."


def outcome(done: Invited) -> str:
    """What became of the addresses, in a sentence for each kind."""
    said = [f"Invited {done.invited[0].email}." if len(done.invited) == 1 else f"Invited {len(done.invited)} people."]
    if done.members:
        said.append(f"Already a member: {', '.join(done.members)}.")
    if done.waiting:
        said.append(f"Already invited: {', '.join(done.waiting)}.")
    return " ".join(said)
