"""The job that writes an answer."""

from uuid import UUID

from hiveforge.core.actor import system
from hiveforge.core.jobs import long_job
from hiveforge.gateways.llm import llm

from . import answering


@long_job
async def write_answer(message: str) -> None:
    """See `answering.answer`."""
    await answering.answer(system("answering questions"), UUID(message), llm())
