"""Acts that must not run at the same time, such as counting before adding."""

from sqlalchemy import text

from .db import Db

_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def lock(db: Db, name: str) -> None:
    """Let acts that lock the same `name` come one after the other: this one waits here, and holds it until commit."""
    await (await db.connection()).execute(_LOCK, {"name": name})
