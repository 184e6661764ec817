"""What happens to documents by itself. Their reading is queued by whoever adds them; see `service.read`."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic

from . import service


@periodic("23 * * * *")
async def give_up_stranded() -> None:
    """Say of documents that nobody could read for hours that they have failed; see `service.give_up_stranded`."""
    await service.give_up_stranded(system("giving up documents that could not be read"))


@periodic("* * * * *")
async def embed_missing() -> None:
    """Make the vectors that are missing; see `service.embed_missing`."""
    await service.embed_missing(system("embedding documents"))
