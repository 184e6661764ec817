"""Overage reaches the meter exactly once."""

import asyncio
from datetime import timedelta

import pytest

from hiveforge.core.clock import now
from hiveforge.features import usage

from .ledgers import BILLING, allow, meter, sound, spend
from .meter import Meter


@pytest.fixture
async def over(acme):
    """An organization that may go 500 beyond its 10 credits."""
    await allow(acme, 10)
    await meter(acme, 500)
    return acme


def reported(tenant):
    return usage.reported_total(BILLING, tenant.id, now() - timedelta(days=20), now() + timedelta(days=20))


async def test_what_is_used_beyond_the_plan_is_reported_once(over):
    provider = Meter()
    await spend(over.member, 40, "a")
    assert [await usage.report_overage(BILLING, provider) for _ in range(2)] == [1, 0]
    await spend(over.member, 5, "b")
    await spend(over.member, 6, "c")
    assert await usage.report_overage(BILLING, provider) == 1
    assert (provider.total(), provider.calls, await reported(over)) == (41, 2, 41)
    assert await sound(over)


async def test_a_plan_without_overage_reports_nothing(acme):
    provider = Meter()
    await spend(acme.member, 100, "a")
    assert await usage.report_overage(BILLING, provider) == 0
    assert provider.calls == 0


async def test_a_provider_that_is_away_or_whose_answer_is_lost_is_told_again_by_the_same_name(over, owner):
    provider = Meter()
    await spend(over.member, 40, "a")
    provider.away = True
    assert await usage.report_overage(BILLING, provider) == 0
    assert owner.execute("select last_error <> '', reported_at from usage_reports").fetchall() == [(True, None)]
    provider.away, provider.loses_answers = False, True
    assert await usage.report_overage(BILLING, provider) == 0
    await spend(over.member, 2, "b")
    provider.loses_answers = False
    assert await usage.report_overage(BILLING, provider) == 2
    assert (provider.total(), await reported(over), len(provider.taken)) == (32, 32, 2)


@pytest.mark.parametrize("arrived", [True, False])
async def test_after_days_of_outage_the_meter_is_read_before_it_is_told_again(over, owner, arrived):
    provider = Meter()
    await spend(over.member, 40, "a")
    provider.loses_answers, provider.away = arrived, not arrived
    await usage.report_overage(BILLING, provider)
    owner.execute("update usage_reports set tried_at = now() - interval '2 days'")
    provider.loses_answers = provider.away = False
    provider.forget_identifiers()
    assert await usage.report_overage(BILLING, provider) == 1
    assert (provider.total(), await reported(over)) == (30, 30)


async def test_one_customer_who_is_refused_holds_up_nobody_else(over, globex):
    await allow(globex, 10, payer="cus_2")
    await usage.choose_overage(globex.owner, usage.OverageForm(mode="metered", budget=50))
    provider = Meter()
    provider.refused = {"cus_1"}
    await spend(over.member, 40, "a")
    await spend(globex.member, 15, "a")
    assert await usage.report_overage(BILLING, provider) == 1
    assert (provider.total("cus_1"), provider.total("cus_2")) == (0, 5)


async def test_several_workers_at_once_count_once(over):
    provider = Meter()
    await spend(over.member, 40, "a")
    await asyncio.gather(*(usage.report_overage(BILLING, provider) for _ in range(5)))
    assert (provider.total(), await reported(over)) == (30, 30)
    assert await sound(over)


async def test_the_end_of_a_period_loses_no_overage_and_dates_it_inside(over, owner):
    provider = Meter()
    await spend(over.member, 40, "a")
    ends = (await usage.balance(over.viewer)).resets_at
    await allow(over, 10, starts=ends, ends=ends + timedelta(days=30), payer="cus_new")
    await spend(over.member, 13, "b")
    assert await usage.report_overage(BILLING, provider) == 2
    assert (provider.total("cus_1"), provider.total("cus_new")) == (30, 3)
    assert owner.execute("select max(used_at) < %s from usage_reports where payer = 'cus_1'", [ends]).fetchone() == (
        True,
    )
    assert await sound(over)


async def test_a_change_of_plan_in_mid_period_counts_nothing_twice(over):
    provider = Meter()
    await spend(over.member, 40, "a")
    await usage.report_overage(BILLING, provider)
    await allow(over, 5, starts=now() - timedelta(days=1))
    await spend(over.member, 3, "b")
    await usage.report_overage(BILLING, provider)
    assert (provider.total(), await reported(over)) == (33, 33)
    assert await sound(over)
