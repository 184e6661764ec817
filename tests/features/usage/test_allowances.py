"""What billing and the clock do: allowances, packs, periods, overage, alerts."""

from datetime import timedelta

import pytest

from hiveforge.core.clock import now
from hiveforge.core.errors import Invalid, NotAllowed
from hiveforge.features import usage
from hiveforge.features.usage import BudgetMissing, OutOfCredits, OverageForm, OverageNotIncluded, rules, service

from .ledgers import BILLING, allow, meter, sound, spend


async def test_an_upgrade_gives_the_difference_and_not_everything_again(acme):
    await spend(acme.member, 80, "a")
    balance = await allow(acme, 2000)
    assert (balance.included, balance.included_used, balance.remaining, balance.alert) == (2000, 80, 1920, 0)
    assert await sound(acme)


async def test_the_same_allowance_twice_changes_nothing(acme, owner):
    starts = now() - timedelta(days=3)
    first = await allow(acme, 2000, starts=starts)
    entries = owner.execute("select count(*) from usage_entries").fetchone()
    assert await allow(acme, 2000, starts=starts) == first
    assert owner.execute("select count(*) from usage_entries").fetchone() == entries


async def test_a_downgrade_below_what_is_used_blocks_and_loses_nothing(acme):
    await allow(acme, 2000)
    await usage.add_pack(BILLING, acme.id, 7, "invoice 1")
    await spend(acme.member, 500, "a")
    balance = await allow(acme, 100, payer="", overage=False)
    assert (balance.included_used, balance.remaining, balance.alert) == (500, 7, 100)
    with pytest.raises(OutOfCredits):
        await spend(acme.member, 8, "b")
    assert (await spend(acme.member, 7, "c")).packs == 7
    assert (await allow(acme, 600)).remaining == 100
    assert await sound(acme)


async def test_a_downgrade_under_open_reservations_pays_what_is_there(acme):
    await allow(acme, 2000)
    held = await usage.reserve(acme.member, usage.ReserveForm(amount=500, key="a"))
    await allow(acme, 100)
    paid = await usage.settle(acme.member, held.id, 500)
    assert (paid.taken, paid.missing) == (100, 400)
    assert await sound(acme)


async def test_a_period_that_billing_begins_resets_what_is_used_and_keeps_packs(acme, owner):
    starts = now() - timedelta(days=20)
    await allow(acme, 100, starts=starts, ends=now() + timedelta(days=1))
    await usage.add_pack(BILLING, acme.id, 50, "invoice 1")
    await spend(acme.member, 110, "a")
    balance = await allow(acme, 100, starts=now() + timedelta(days=1), ends=now() + timedelta(days=31))
    assert (balance.included_used, balance.packs, balance.remaining, balance.alert) == (0, 40, 140, 0)
    assert ("reset",) in owner.execute("select kind from usage_entries").fetchall()
    assert await sound(acme)


async def test_a_period_that_is_over_begins_anew_at_the_next_act(acme, owner):
    owner.execute("update organizations set created_at = created_at - interval '40 days'")
    await spend(acme.member, 90, "a")
    pass_time(owner, days=35)
    assert (await usage.balance(acme.viewer)).remaining == 100, "the page knows before the next act"
    await spend(acme.member, 60, "b")
    balance = await usage.balance(acme.viewer)
    assert (balance.included_used, balance.remaining) == (60, 40)
    assert balance.resets_at > now()
    assert await sound(acme)


async def test_a_period_that_is_over_begins_anew_by_itself(acme, owner):
    await spend(acme.member, 90, "a")
    pass_time(owner, days=70)
    assert [await service.catch_up(BILLING) for _ in range(2)] == [1, 0]
    assert owner.execute("select included_used, period_ends_at > now() from usage_accounts").fetchone() == (0, True)
    assert await sound(acme)


@pytest.mark.parametrize("anchor", ["2024-01-31", "2024-02-29", "2023-12-01", "2025-08-30"])
async def test_postgres_and_python_count_the_same_months(owner, anchor):
    for step in range(0, 900, 7):
        start, at = owner.execute(
            "select %s::date::timestamp at time zone 'UTC', (%s::date + %s)::timestamp at time zone 'UTC'",
            [anchor, anchor, step],
        ).fetchone()
        (begins, ends) = owner.execute(
            "select private.usage_month(a, n), private.usage_month(a, n + 1)"
            "  from (select %s::timestamptz a, private.usage_months_over(%s, %s) n) x",
            [start, start, at],
        ).fetchone()
        period = rules.month_of(start, at)
        assert (period.starts_at, period.ends_at) == (begins, ends)


async def test_a_pack_counts_once_whoever_tells_of_it_again(acme, audited):
    assert [await usage.add_pack(BILLING, acme.id, 1000, "invoice 1") for _ in range(3)] == [True, False, False]
    assert (await usage.balance(acme.viewer)).packs == 1000
    assert audited() == ["usage.add_pack"]
    with pytest.raises(Invalid):
        await usage.add_pack(BILLING, acme.id, 0, "invoice 2")


async def test_overage_is_refused_where_the_plan_does_not_allow_it(acme, audited):
    with pytest.raises(OverageNotIncluded) as refused:
        await meter(acme, 100)
    assert refused.value.upgrade_url == "/o/acme/billing"
    await allow(acme, 100)
    with pytest.raises(BudgetMissing):
        await meter(acme, 0)
    with pytest.raises(NotAllowed):
        await usage.choose_overage(acme.member, OverageForm(mode="metered", budget=5))
    assert audited() == []


async def test_an_owner_chooses_overage_with_a_budget_and_stops_it(acme, audited):
    await allow(acme, 100)
    assert (await meter(acme, 40)).remaining == 140
    assert (await spend(acme.member, 120, "a")).overage == 20
    assert (await meter(acme, 10)).remaining == 0, "a budget below what is used stops at once"
    assert (await meter(acme, 30)).remaining == 10
    blocked = await usage.choose_overage(acme.admin, OverageForm(mode="block"))
    assert (blocked.overage_mode, blocked.remaining, blocked.overage_used) == ("block", 0, 20)
    assert audited() == ["usage.choose_overage"] * 4
    assert await sound(acme)


async def test_a_plan_without_overage_ends_it(acme):
    await allow(acme, 100)
    await meter(acme, 40)
    balance = await allow(acme, 100, payer="", overage=False)
    assert (balance.overage_mode, balance.remaining) == ("block", 100)
    with pytest.raises(Invalid):
        await allow(acme, 100, payer="", overage=True)


async def test_owners_and_admins_are_told_once_at_80_and_once_at_100_percent(acme, owner):
    mails = "select split_part(recipient, '@', 1), subject from outgoing_mails order by id"
    await spend(acme.member, 79, "a")
    assert owner.execute(mails).fetchall() == []
    await spend(acme.member, 1, "b")
    await spend(acme.member, 5, "c")
    told = [("owner", "Acme has used 80 % of its AI credits"), ("admin", "Acme has used 80 % of its AI credits")]
    assert owner.execute(mails).fetchall() == told
    assert (await usage.balance(acme.viewer)).alert == 80
    await spend(acme.member, 15, "d")
    assert [subject for _, subject in owner.execute(mails).fetchall()[2:]] == [
        "Acme has used all of its AI credits"
    ] * 2
    pass_time(owner, days=35)
    await spend(acme.member, 85, "e")
    assert len(owner.execute(mails).fetchall()) == 6, "a new period tells anew"


def pass_time(owner, *, days):
    """The ledger as it is after some days in which nothing happened."""
    for table, columns in {
        "usage_accounts": ("anchor_at", "period_started_at", "period_ends_at"),
        "usage_reservations": ("expires_at",),
    }.items():
        moved = ", ".join(f"{column} = {column} - interval '{days} days'" for column in columns)
        owner.execute(f"update {table} set {moved}")
