"""What may be bought: plans, seats, and what a change takes away."""

from dataclasses import dataclass

from hiveforge.features import plans
from hiveforge.features.billing.errors import FewerSeatsThanPeople, NotForSale, SeatsNotSold
from hiveforge.features.billing.schemas import Consequence

_EXCESS = {
    plans.Quantity.AI_CREDITS: "You have used {} more: nothing is lost, and no more can be used until they start anew.",
    plans.Quantity.DOCUMENTS: "You have {} more: all can be read and found, and none can be added or replaced until there are fewer.",
    plans.Quantity.STORAGE_MEGABYTES: "You have stored {} more: all files can be read, and none can be added until there is room.",
}


@dataclass(frozen=True, slots=True)
class Seats:
    """`used` are members, `held` are pending invitations."""

    used: int
    held: int

    @property
    def taken(self) -> int:
        return self.used + self.held


def plan_for_sale(key: str) -> plans.Plan:
    """The plan with this key. Raises NotForSale for plans nobody can buy by themselves."""
    plan = plans.get(key)
    if plan.key != key or not plan.for_sale:
        raise NotForSale
    return plan


def quantity(plan: plans.Plan, seats: int) -> int:
    """What is multiplied with the plan's price."""
    return seats if plan.per_seat else 1


def seats_to_buy(plan: plans.Plan, wanted: int | None, people: Seats) -> int:
    """How many seats are bought; unsaid means as many as are taken. Raises FewerSeatsThanPeople, SeatsNotSold."""
    if not plan.per_seat:
        return 1
    seats = max(people.taken, 1) if wanted is None else wanted
    if seats < people.taken:
        raise FewerSeatsThanPeople
    most = plan.limit(plans.Quantity.SEATS)
    if most is not None and seats > most:
        raise SeatsNotSold(f"{plan.name} has {most} seats at most. Write to us if you need more.")
    return seats


def check_sells_seats(plan: plans.Plan, seats: int, slug: str) -> None:
    """Raise SeatsNotSold unless the plan sells this many seats."""
    if plan.by_arrangement:
        raise SeatsNotSold(
            "All seats of your arranged plan are taken. Write to us to arrange more.", upgrade_url="/contact"
        )
    most = plan.limit(plans.Quantity.SEATS)
    if not plan.per_seat or (most is not None and seats > most):
        raise SeatsNotSold(upgrade_url=f"/o/{slug}/billing")


def seats_wanted(plan: plans.Plan, limit: int | None, people: Seats, added: int, slug: str) -> int | None:
    """How many seats `added` more people need; None when there is room already. Raises SeatsNotSold."""
    wanted = people.taken + max(added, 0)
    if limit is None or wanted <= limit:
        return None
    check_sells_seats(plan, wanted, slug)
    return wanted


def consequences(
    before: plans.Plan,
    after: plans.Plan,
    *,
    seats: int,
    people: Seats,
    credits_used: int,
    documents: int = 0,
    megabytes: int = 0,
) -> list[Consequence]:
    """What goes from one plan to another takes away, said before it happens. Nothing is ever deleted."""
    lost = [
        Consequence(f"{after.name} does not include {plans.feature(feature, begins=False)}.")
        for feature in plans.Feature
        if feature in before.features - after.features
    ]
    used = {
        plans.Quantity.SEATS: people.taken,
        plans.Quantity.AI_CREDITS: credits_used,
        plans.Quantity.DOCUMENTS: documents,
        plans.Quantity.STORAGE_MEGABYTES: megabytes,
    }
    for quantity_ in plans.Quantity:
        old = before.limit(quantity_)
        new = min(seats, after.limit(quantity_) or seats) if _sold(after, quantity_) else after.limit(quantity_)
        over = max(used.get(quantity_, 0) - new, 0) if new is not None else 0
        if new is not None and (((old is None or new < old) and not _sold(after, quantity_)) or over):
            seats_ = quantity_ is plans.Quantity.SEATS
            told = _seats_words(after, new, people) if seats_ else _words(after, quantity_, new, over)
            lost.append(Consequence(told, over))
    return lost


def _sold(plan: plans.Plan, quantity_: plans.Quantity) -> bool:
    return quantity_ is plans.Quantity.SEATS and plan.per_seat


def _words(after: plans.Plan, quantity_: plans.Quantity, limit: int, over: int) -> str:
    said = f"{after.name} has {plans.counted(quantity_, limit)}."
    if not over:
        return said
    return f"{said} {_EXCESS[quantity_].format(plans.size(quantity_, over))}"


def _seats_words(after: plans.Plan, limit: int, people: Seats) -> str:
    """Who stays, and what becomes of those who are invited: an invitation is good for a seat only while there is one."""
    told, free = [f"{after.name} has {limit:,} seats."], limit - people.used
    if free < 0:
        told.append(
            f"{people.used:,} people belong here: all of them stay, and nobody can be added until there is room."
        )
    if people.held > max(free, 0):
        first_come = ": who accepts first gets a free seat, the others wait for one."
        told.append(
            _invitations(people.held) + (first_come if free > 0 else " and can be accepted as soon as a seat is free.")
        )
    return " ".join(told)


def _invitations(count: int) -> str:
    return "1 invitation stays open" if count == 1 else f"{count:,} invitations stay open"
