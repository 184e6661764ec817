"""What happens to documents by itself. Their reading is queued by whoever adds them; see `service.read`."""

import structlog

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic
from hiveforge.gateways.llm import LlmError

from . import service

log = structlog.get_logger(__name__)


@periodic("23 * * * *")
async def give_up_stranded() -> None:
    """Say of documents that nobody could read for hours that they have failed; see `service.give_up_stranded`."""
    await service.give_up_stranded(system("giving up documents that could not be read"))


@periodic("* * * * *")
async def embed_missing() -> None:
    """Make the vectors that are missing; see `service.embed_missing`. A model that does not answer is asked next time."""
    try:
        await service.embed_missing(system("embedding documents"))
    except LlmError as error:
        log.warning("documents wait for their vectors", code=error.code, reason=error.message)
