"""What happens to answers by themselves. The job that writes one stands beside what it calls."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic

from . import service
from .service.writing import write_answer

__all__ = ["sweep", "write_answer"]


@periodic("* * * * *")
async def sweep() -> None:
    """End answers whose writer was killed; see `service.sweep`."""
    await service.sweep(system("ending answers that broke off"))
