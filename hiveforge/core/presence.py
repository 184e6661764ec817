"""Who has an organization open right now, kept in Postgres so that it holds across web processes."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import text

from .db import Db
from .pool import call

TOPIC = "presence"


async def arrive(tab: UUID, organization: UUID, user: UUID) -> None:
    """A browser tab shows this organization now; it leaves the one it showed before. Colleagues' tabs hear of it."""
    await call("select private.arrive(%s, %s, %s)", [tab, organization, user])


async def depart(tabs: Iterable[UUID]) -> None:
    """These tabs are closed or show no organization; those of killed processes go after two minutes of silence."""
    await call("select private.depart(%s)", [list(tabs)])


async def still_here(tabs: Iterable[UUID]) -> None:
    """These tabs are still open; to be said at least every minute."""
    await call("select private.still_here(%s)", [list(tabs)])


async def online(db: Db) -> set[UUID]:
    """The people of the actor's organization who are here now. Listen to `presence` for changes."""
    return set((await (await db.connection()).execute(text("select private.online()"))).scalars())
