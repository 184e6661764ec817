"""Many at once on one balance, over real connections."""

import asyncio

import pytest

from hiveforge.features import usage
from hiveforge.features.usage import OutOfCredits, ReserveForm, service

from .ledgers import BILLING, allow, meter, sound


async def attempt(tenant, n):
    """One spender: reserves 7, and pays between 1 and 13."""
    actor = (tenant.member, tenant.admin, tenant.owner)[n % 3]
    try:
        held = await usage.reserve(actor, ReserveForm(amount=7, key=f"spender {n}"))
    except OutOfCredits:
        return None
    if n % 10 == 9:
        await usage.release(actor, held.id)
        return None
    return await usage.settle(actor, held.id, 1 + n * 5 % 13)


@pytest.mark.parametrize("budget", [0, 60], ids=["blocked", "metered"])
async def test_fifty_spenders_never_overdraw_and_what_they_settle_is_what_was_used(acme, owner, budget):
    await allow(acme, 150)
    await usage.add_pack(BILLING, acme.id, 33, "invoice 1")
    if budget:
        await meter(acme, budget)

    paid = [p for p in await asyncio.gather(*(attempt(acme, n) for n in range(50))) if p]

    left, packs, used, over, held = owner.execute(
        "select included_left, packs, included_used, overage_used, reserved from usage_accounts"
    ).fetchone()
    assert min(left, packs) >= 0
    assert over <= budget
    assert held == 0
    assert sum(p.taken for p in paid) == used + (33 - packs) + over
    assert (sum(p.included for p in paid), sum(p.overage for p in paid)) == (used, over)
    assert owner.execute("select min(balance) from usage_entries").fetchone()[0] >= 0
    assert len(paid) > 15
    assert await sound(acme)


async def test_spenders_who_want_everything_get_exactly_what_is_there(acme, owner):
    async def one(n):
        try:
            return await usage.reserve(acme.member, ReserveForm(amount=3, key=f"k{n}"))
        except OutOfCredits:
            return None

    held = [h for h in await asyncio.gather(*(one(n) for n in range(50))) if h]
    assert len(held) == 33
    assert (await usage.balance(acme.member)).remaining == 1


async def test_the_first_acts_of_an_organization_make_one_account(acme, owner):
    await asyncio.gather(*(attempt(acme, n) for n in range(8)))
    assert owner.execute("select count(*) from usage_accounts").fetchone() == (1,)
    assert owner.execute("select count(*) from usage_entries where kind = 'reset'").fetchone() == (1,)
    assert await sound(acme)


async def test_the_same_key_at_once_is_one_reservation(acme):
    form = ReserveForm(amount=20, key="a")
    held = await asyncio.gather(*(usage.reserve(acme.member, form) for _ in range(12)))
    assert len({h.id for h in held}) == 1
    assert (await usage.balance(acme.member)).reserved == 20


async def test_settle_release_and_expiry_at_once_have_one_winner(acme, owner):
    for n in range(8):
        held = await usage.reserve(acme.member, ReserveForm(amount=5, key=f"race {n}"))
        owner.execute("update usage_reservations set expires_at = now() where id = %s", [held.id])
        acts = [usage.settle(acme.member, held.id, 5), usage.release(acme.admin, held.id), service.catch_up(BILLING)]
        await asyncio.gather(*(acts if n % 2 else reversed(acts)))
        ended = owner.execute("select state, included from usage_reservations where id = %s", [held.id]).fetchone()
        assert ended in {("settled", 5), ("expired", 0)}
    assert (await usage.balance(acme.member)).reserved == 0
    assert await sound(acme)


async def test_a_pack_told_of_many_times_at_once_counts_once(acme):
    added = await asyncio.gather(*(usage.add_pack(BILLING, acme.id, 1000, "invoice 1") for _ in range(8)))
    assert sorted(added) == [False] * 7 + [True]
    assert (await usage.balance(acme.viewer)).packs == 1000
