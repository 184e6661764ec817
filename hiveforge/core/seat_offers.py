"""Room for more people, where a plan sells seats. The kernel asks whoever sells; it knows no plan and no price itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from .actor import Actor


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """What room for more people costs, exactly. `needed` is False while the seats there are suffice: nothing is charged.

    Amounts are in the smallest unit of `currency`. `interval` is between two charges. With `priced_at` it stays the
    price that was shown.
    """

    needed: bool
    seats_now: int
    seats_after: int
    currency: str = ""
    due_now: int = 0
    next_total: int = 0
    next_at: datetime | None = None
    interval: str = ""
    priced_at: datetime | None = None


Find = Callable[[Actor, int], Awaitable[SeatOffer]]
Accept = Callable[[Actor, SeatOffer], Awaitable[None]]
_sellers: list[tuple[Find, Accept]] = []


def provide(find: Find, accept: Accept) -> None:
    """Say who sells."""
    _sellers[:] = [(find, accept)]


async def find_offer(actor: Actor, added: int) -> SeatOffer:
    """What `added` more people cost. Changes nothing. Raises LimitReached where the plan sells no more seats.

    It asks the payment provider, so it is called outside of every transaction.
    """
    return await _seller()[0](actor, added)


async def accept_offer(actor: Actor, offer: SeatOffer) -> None:
    """Buy what was offered, at the price that was shown. Twice is once. A refused charge changes nothing."""
    await _seller()[1](actor, offer)


def _seller() -> tuple[Find, Accept]:
    if not _sellers:
        raise RuntimeError("nobody sells seats")
    return _sellers[0]
