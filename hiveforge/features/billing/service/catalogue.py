"""The plans at the provider: products, prices and the meter, made as the file of plans wants them."""

from collections.abc import Sequence

from hiveforge.core.actor import Actor
from hiveforge.features.billing import rules
from hiveforge.gateways.payments import payments


async def sync_plans(actor: Actor, *, dry_run: bool = False) -> Sequence[str]:  # noqa: ARG001  says who may
    """Make products, prices and the meter at the provider as our plans say, and tell what was, or would be, changed.

    For the system's actor. Twice changes nothing.
    """
    return [difference.text for difference in await payments().sync_plans(rules.catalogue(), dry_run=dry_run)]


async def provided() -> None:
    """The stand-in begins empty, and nobody runs a command for it."""
    if payments().simulated:
        await payments().sync_plans(rules.catalogue(), dry_run=False)
