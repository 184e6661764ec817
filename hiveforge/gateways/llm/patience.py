"""How long an answer may take, and what happens to one that takes longer: it is stopped at the vendor, too."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from .errors import ModelUnavailable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds until the first piece, between two pieces, and for the whole answer.

    Of `attempts` in all, the second comes after `first_wait`, the third after twice that, or when the vendor says; when
    that is more than `longest_wait`, there is none.
    """

    first: float
    silence: float
    answer: float
    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 5.0


class TooSlow(ModelUnavailable):
    """It did not fail, it kept us waiting: asking the same vendor again would double that."""

    reason = "too slow"


async def within(events: AsyncGenerator[T, None], patience: Patience) -> AsyncGenerator[T, None]:
    """The same events. Raises TooSlow, and closes `events` however it ends."""
    now = asyncio.get_running_loop().time
    end, wait = now() + patience.answer, patience.first
    async with aclosing(events):
        while True:
            try:
                async with asyncio.timeout_at(min(end, now() + wait)):
                    event = await anext(events)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise TooSlow from None
            yield event
            wait = patience.silence
