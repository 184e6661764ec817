"""Unpaid plans as time goes by: reminders, the end of the grace, and subscriptions that nobody is left to pay for."""

from datetime import timedelta
from uuid import UUID

import structlog

from hiveforge.core.actor import Actor
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import AppError
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.schemas import StandingStatus
from hiveforge.gateways.payments import payments

from .syncing import sync_organization

log = structlog.get_logger(__name__)
# A suspended plan can be paid for until its period is nearly over; another period would be charged for nothing.
_BEFORE_RENEWAL = timedelta(days=1)


async def dun(actor: Actor) -> int:
    """Send the reminders that are due and move to Free whose grace is over, each organization by itself.

    For the system's actor. Twice sends nothing twice. Returns how many organizations owe something.
    """
    async with unit_of_work(actor) as db:
        indebted = await queries.indebted(db)
    for organization in indebted:
        try:
            await sync_organization(actor, organization)
            await _give_up(actor, organization)
        except AppError as error:
            log.warning("dunning waits for its next run", organization=str(organization), reason=error.message)
    return len(indebted)


async def end_orphans(actor: Actor) -> int:
    """End the subscriptions of organizations that were deleted for good. For the system's actor.

    Twice ends nothing twice. Returns how many it has ended.
    """
    async with unit_of_work(actor) as db:
        orphans = [customer.external_id for customer in await queries.customers(db) if not customer.organization_id]
    ended = 0
    for customer in orphans:
        for subscription in await payments().subscriptions(customer):
            if subscription.status in rules.LIVE:
                await payments().end_now(subscription.id, key=f"orphan/{subscription.id}")
                ended += 1
    return ended


async def _give_up(actor: Actor, organization: UUID) -> None:
    """End what is suspended before it would be charged for another period."""
    async with unit_of_work(actor) as db:
        standing = await queries.standing(db, organization)
        subscription = await queries.subscription(db, organization)
    if standing is None or subscription is None or standing.status != StandingStatus.SUSPENDED:
        return
    if await payments().now() >= subscription.period_end_at - _BEFORE_RENEWAL:
        await payments().end_now(subscription.external_id, key=f"end/{subscription.external_id}")
        await sync_organization(actor, organization)
