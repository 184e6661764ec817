"""What billing and the clock do to accounts. All of it is the system's."""

from datetime import datetime
from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import Invalid
from hiveforge.core.live import announce
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.schemas import Balance, LedgerDifference

from .standing import current

_AT_ONCE = 200


async def set_allowance(
    db: Db,
    organization: UUID,
    *,
    included: int | None,
    period_start: datetime,
    period_end: datetime,
    payer: str,
    overage_allowed: bool,
) -> Balance:
    """What the plan gives from now on, in the system's transaction; the same twice changes nothing.

    `included` is for each month, also where the invoice is for a year; None is without limit. Inside the running period
    what was used counts on, so that an upgrade gives only the difference and a downgrade below it blocks; a period
    that begins after it begins anew. Overage needs a `payer`, the payment provider's customer. Raises Invalid.
    """
    if overage_allowed and not payer:
        raise Invalid("Overage needs somebody who pays for it.")
    if period_end <= period_start:
        raise Invalid("A period ends after it starts.")
    period = rules.period_of(period_start, period_end, now())
    await queries.call(
        db,
        "usage_allow",
        place=organization,
        first=rules.first_allowance(),
        given=rules.UNLIMITED if included is None else included,
        starts=period.starts_at,
        ends=period.ends_at,
        anchor=period.anchor_at,
        customer=payer,
        allowed=overage_allowed,
    )
    await announce(db, "usage", organization=organization)
    return await current(db, organization)


async def add_pack(actor: Actor, organization: UUID, credits: int, key: str) -> bool:  # noqa: A002  the domain's word
    """Add credits that were bought; they stay until they are used. For the system's actor.

    The same key adds once; returns whether it did now. Raises Invalid.
    """
    if credits < 1:
        raise Invalid("A pack has credits.", param="credits")
    async with unit_of_work(actor) as db:
        place = {"place": organization, "first": rules.first_allowance()}
        added = bool((await queries.call(db, "usage_add_pack", **place, credits=credits, key=key))["usage_add_pack"])
        if added:
            describe(
                db,
                target_type="usage",
                target_id=organization,
                target_name=f"{credits:,} AI credits",
                organization=organization,
            )
            await record(db, "usage.add_pack")
            await announce(db, "usage", organization=organization)
        return added


async def catch_up(actor: Actor) -> int:
    """Begin new periods where the old ones are over and give expired reservations back, each account by itself.

    For the system's actor. Acts do the same for their own account, so that nobody waits for this. Returns how many.
    """
    async with unit_of_work(actor) as db:
        due = await queries.due(db, _AT_ONCE)
    for organization in due:
        async with unit_of_work(actor) as db:
            await queries.call(db, "usage_open", place=organization, first=rules.first_allowance())
            await announce(db, "usage", organization=organization)
    return len(due)


async def audit_ledger(actor: Actor, organization: UUID) -> list[LedgerDifference]:
    """Where the account and the sums of its entries, reservations and reports part; empty when all is well.

    For the system's actor. It reads every entry of the organization.
    """
    async with unit_of_work(actor) as db:
        return await queries.differences(db, organization)
