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
    """Seconds until the first piece, between two pieces, and for the whole answer."""

    first: float
    silence: float
    answer: float


class TooSlow(ModelUnavailable):
    """It did not fail, it kept us waiting: asking the same vendor again would double that."""


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
