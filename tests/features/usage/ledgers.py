"""What the tests of the ledger share."""

from datetime import timedelta

from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.features import usage

BILLING = system("billing, in a test")


async def allow(tenant, included, *, starts=None, ends=None, payer="cus_1", overage=True):
    starts = starts or now() - timedelta(days=10)
    async with unit_of_work(BILLING) as db:
        return await usage.set_allowance(
            db,
            tenant.id,
            included=included,
            period_start=starts,
            period_end=ends or starts + timedelta(days=30),
            payer=payer,
            overage_allowed=overage,
        )


async def meter(tenant, budget):
    return await usage.choose_overage(tenant.owner, usage.OverageForm(mode="metered", budget=budget))


async def spend(actor, amount, key, *, reserved=None):
    held = await usage.reserve(actor, usage.ReserveForm(amount=reserved or amount, key=key, purpose="test"))
    return await usage.settle(actor, held.id, amount)


async def sound(tenant):
    """Whether the account is what its entries, reservations and reports add up to."""
    return await usage.audit_ledger(BILLING, tenant.id) == []
