"""What happens to organizations by themselves."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic

from . import service


@periodic("37 3 * * *")
async def purge_deleted() -> None:
    """Delete for good what was deleted 30 days ago; see `service.purge`."""
    await service.purge(system("purging deleted organizations"))
