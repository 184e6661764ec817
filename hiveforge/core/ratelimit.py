"""How often something may be tried: counted in Postgres, so that it holds for all processes and survives a rollback."""

from datetime import timedelta

from .errors import TooMany
from .pool import call


async def take(key: str, *, limit: int, per: timedelta) -> None:
    """Use one of `limit` tries that `key` has in any span of `per`; they come back evenly. Raises TooMany."""
    row = await call("select private.take(%s, %s, %s)", [key, limit, per.total_seconds()])
    wait = float(row[0]) if row else 0.0
    if wait > 0:
        raise TooMany(f"Too many attempts. Try again in {_words(wait)}.", retry_after=wait)


async def forgive(key: str) -> None:
    """Forget the tries of `key`, after it has proved itself."""
    await call("select private.forgive(%s)", [key])


def _words(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
