"""What happens to usage by itself."""

from hiveforge.core.actor import system
from hiveforge.core.jobs import periodic
from hiveforge.gateways.payments import payments

from . import service


@periodic("* * * * *")
async def catch_up() -> None:
    """Begin new periods and give expired reservations back; see `service.catch_up`."""
    await service.catch_up(system("keeping the usage ledger"))


@periodic("*/5 * * * *")
async def report_overage() -> None:
    """Tell the payment provider's meter of overage; see `service.report_overage`."""
    await service.report_overage(system("reporting overage"), payments())
