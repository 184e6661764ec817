"""The simulated time: the real one, and what was added to it. Going forward, everything due happens in its order."""

from datetime import UTC, datetime, timedelta

from hiveforge.core.jobs import periodic
from hiveforge.core.settings import settings

from .renewals import happen
from .store import Store, opened


async def now() -> datetime:
    """The stand-in's present."""
    async with opened(writes=False) as store:
        return datetime.fromtimestamp(store.now, UTC)


async def advance(*, by: timedelta | None = None, to: datetime | None = None) -> datetime:
    """Go forward, by a time or to a moment, and let everything happen that is due on the way; returns the present.

    Never goes back: a moment that has passed leaves the time as it is.
    """
    async with opened() as store:
        target = int(to.timestamp()) if to else store.now + int((by or timedelta()).total_seconds())
        if target > store.now:
            store.clock.ahead_seconds += target - store.now
            store.now = target
            store.db.add(store.clock)
        await catch_up(store)
        return datetime.fromtimestamp(store.now, UTC)


async def due_now() -> None:
    """Let happen what has become due as real time went by."""
    async with opened() as store:
        await catch_up(store)


@periodic("* * * * *")
async def tick() -> None:
    """Once a minute, without anybody asking. Does nothing in production, where there is nothing simulated."""
    if not settings().production:
        await due_now()


async def catch_up(store: Store) -> None:
    """Let everything happen that is due at the store's present, each at its own moment, oldest first."""
    present = store.now
    while (due := await store.earliest_due()) is not None and due <= present:
        store.now = due
        thing = await store.next_due()
        if thing is None:
            raise AssertionError("what is due has vanished")
        await happen(store, thing)
    store.now = present
