"""What happens to billing by itself. The job that handles a message stands beside what it calls."""

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.jobs import periodic

from . import service
from .service.handling import handle_event


@periodic("7 * * * *")
async def dun() -> None:
    """Remind of payments that failed, and end the grace of those that are not made; see `service.dun`."""
    await service.dun(system("reminding of payments"))


@periodic("*/5 * * * *")
async def keep_arrangements() -> None:
    """End arranged plans whose time is over, and what is paid beside others; see `service.keep_arrangements`."""
    await service.keep_arrangements(system("ending plans whose arranged time is over"))


@periodic("52 3 * * *")
async def reconcile() -> None:
    """Compare everything with the payment provider; see `service.reconcile`."""
    await service.reconcile(system("the nightly comparison"))


@periodic("47 3 * * *")
async def end_orphans() -> None:
    """End subscriptions of organizations that were deleted for good; see `service.end_orphans`."""
    await service.end_orphans(system("ending plans of deleted organizations"))


@periodic("33 * * * *")
async def handle_stranded() -> None:
    """Give new jobs to messages whose jobs ended without handling them."""
    actor = system("handling stranded messages")
    for event in await service.stranded(actor):
        async with unit_of_work(actor) as db:
            await handle_event.later(db, event=str(event))
