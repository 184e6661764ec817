"""How many API requests an organization may make in a minute. Who knows plans says it; the kernel counts."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from . import ratelimit
from .actor import Actor
from .errors import TooMany

SECONDS = 60
_READ_AGAIN_AFTER_SECONDS = 30.0
_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class ApiLimit:
    """`per_minute` is None without limit; `upgrade_url` leads to what lifts it."""

    per_minute: int | None
    upgrade_url: str


Find = Callable[[Actor], Awaitable[ApiLimit]]
_sources: list[Find] = []
_known: dict[UUID, tuple[float, ApiLimit]] = {}


def provide(find: Find) -> None:
    """Say who knows."""
    _sources[:] = [find]


async def take(actor: Actor) -> int | None:
    """Use one request of the organization that is acted in, and return its limit, None without one. Raises TooMany.

    A change of the plan counts after half a minute at most: until then a process goes by what it has read.
    """
    limit = await _limit(actor)
    if limit.per_minute is None:
        return None
    key, span = f"api/{actor.organization_id}", timedelta(seconds=SECONDS)
    try:
        await ratelimit.take(key, limit=max(1, limit.per_minute), per=span)
    except TooMany as error:
        raise TooMany(
            f"Your plan allows {limit.per_minute:,} API requests a minute. Wait, or choose a plan with more.",
            retry_after=error.retry_after,
            limit=limit.per_minute,
            used=limit.per_minute,
            upgrade_url=limit.upgrade_url,
        ) from None
    return limit.per_minute


async def _limit(actor: Actor) -> ApiLimit:
    read_at, limit = _known.get(actor.organization_id, (0.0, None))
    if limit is None or time.monotonic() - read_at > _READ_AGAIN_AFTER_SECONDS:
        if not _sources:
            raise RuntimeError("nobody knows how many requests plans include")
        limit = await _sources[0](actor)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[actor.organization_id] = time.monotonic(), limit
    return limit
