"""The real SDK against the stand-in: overage stands on Stripe's meter, once."""

from datetime import timedelta

from hiveforge.core.clock import now
from hiveforge.features import plans, usage
from hiveforge.features.usage import tasks
from hiveforge.gateways.payments import payments

from .ledgers import BILLING, allow, meter, spend

METER = {"kind": "meter", "event_name": plans.METER["event_name"], "name": plans.METER["name"]}


async def test_overage_stands_on_the_meter_once(acme):
    provider = payments()
    await provider.sync_plans([METER], dry_run=False)
    customer = await provider.create_customer(organization=str(acme.id), name="Acme", email="a@acme.test", key="acme")
    await allow(acme, 10, payer=customer.id)
    await meter(acme, 100)
    await spend(acme.member, 42, "a")

    await tasks.report_overage()
    await tasks.report_overage()

    span = {"start": now() - timedelta(days=20), "end": now() + timedelta(days=1)}
    assert await provider.reported_usage(customer.id, **span) == 32
    assert await usage.reported_total(BILLING, acme.id, span["start"], span["end"]) == 32
