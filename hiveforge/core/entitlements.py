"""What the plan of an organization allows. The kernel asks whoever knows; it knows no plan and no feature itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .actor import Actor, ActorKind
from .db import Db
from .errors import LimitReached


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer about one feature or quantity. `limit` and `remaining` are None without limit and for features.

    `used` is None for what nobody has counted; `resets_at` is set for what is counted anew each month; `upgrade_url`
    leads to what lifts the limit.
    """

    name: str
    allowed: bool
    plan: str
    upgrade_url: str
    limit: int | None = None
    used: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None


Source = Callable[[Actor, Db, StrEnum], Awaitable[Entitlement]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Say who knows. It answers with at most one query, in the transaction that it is given."""
    _sources[:] = [source]


async def find(actor: Actor, db: Db, asked: StrEnum) -> Entitlement:
    """The answer about a feature or quantity, without what is used of it. Raises NotFound outside an organization."""
    if not _sources:
        raise RuntimeError("nobody knows what plans include")
    return await _sources[0](actor, db, asked)


async def demand(actor: Actor, db: Db, feature: StrEnum) -> None:
    """Raise LimitReached, with the way to lift it, unless the plan of the actor's organization includes `feature`.

    The platform itself may do everything.
    """
    if actor.kind is ActorKind.SYSTEM:
        return
    found = await find(actor, db, feature)
    if not found.allowed:
        words = str(feature).replace("_", " ").capitalize()
        raise LimitReached(f"{words} is not part of your plan.", upgrade_url=found.upgrade_url)
