"""A plan with one price for everybody in it: people come and go, and what is paid stays."""

import pytest

from hiveforge.core.actor import system
from hiveforge.features import plans
from hiveforge.features.billing import SeatsForm, SeatsNotSold, service
from hiveforge.features.plans.rules import file
from hiveforge.gateways.payments import payments


@pytest.fixture
def flat(monkeypatch):
    """Another file of plans, in which Pro costs the same for one as for all."""
    sold = tuple(plan.model_copy(update={"per_seat": False}) if plan.key == "pro" else plan for plan in file.PLANS)
    monkeypatch.setattr(file, "PLANS", sold)
    return plans.get("pro")


async def test_a_flat_plan_costs_its_price_once_and_holds_as_many_as_it_says(acme, flat, subscribe):
    seen = await subscribe(acme)
    (running,) = await payments().subscriptions((await payments().customers())[0].id)
    assert running.quantity == 1
    assert (seen.plan, seen.seats_limit) == ("pro", flat.limit(plans.Quantity.SEATS))
    assert seen.next_charge.amount == flat.price(plans.Interval.MONTH).amount
    assert not seen.per_seat


async def test_seats_of_a_flat_plan_are_not_for_sale_and_nothing_differs(acme, flat, subscribe):
    await subscribe(acme)
    with pytest.raises(SeatsNotSold):
        await service.set_seats(acme.owner, SeatsForm(seats=9))
    assert (await service.reconcile(system("reconciling, in a test"))).found == 0
    assert flat.key == "pro"
