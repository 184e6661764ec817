"""Cleaning up, on a schedule."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic

from . import service


@periodic("*/10 * * * *")
async def give_up_unfinished() -> None:
    """Free what uploads hold that never finished; see `service.give_up_unfinished`."""
    await service.give_up_unfinished(system("giving up unfinished uploads"))


@periodic("47 3 * * *")
async def remove_orphans() -> None:
    """Remove objects that no row knows; see `service.remove_orphans`."""
    await service.remove_orphans(system("removing orphaned files"))
