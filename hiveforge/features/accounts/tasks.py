"""Tidying up on a schedule."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic

from . import service


@periodic("7 * * * *")
async def forget_expired() -> None:
    """Delete ended sessions and old codes; see `service.forget_expired`."""
    await service.forget_expired(system("forgetting what has expired"))
