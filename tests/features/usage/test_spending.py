"""Reserve, settle, release, one after the other."""

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hiveforge.core.actor import system
from hiveforge.core.clock import new_id
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Invalid, NotAllowed, NotFound
from hiveforge.features import usage
from hiveforge.features.usage import OutOfCredits, ReserveForm, service

from .ledgers import BILLING, allow, meter, sound, spend


async def test_a_new_organization_has_the_free_plans_credits_without_anybody_calling(acme, owner):
    assert (await usage.balance(acme.viewer)).remaining == 100
    assert owner.execute("select count(*) from usage_accounts").fetchone() == (0,), "looking changes nothing"
    await spend(acme.member, 30, "a")
    seen = await usage.balance(acme.viewer)
    assert (seen.included, seen.included_used, seen.remaining, seen.reserved) == (100, 30, 70, 0)
    assert await sound(acme)


async def test_what_is_reserved_nobody_else_gets(acme):
    await usage.reserve(acme.member, ReserveForm(amount=90, key="a"))
    with pytest.raises(OutOfCredits, match="needs 11 AI credits, and 10 can be used now: 0 of 100") as refused:
        await usage.reserve(acme.admin, ReserveForm(amount=11, key="b"))
    assert refused.value.upgrade_url == "/o/acme/billing"
    await usage.reserve(acme.admin, ReserveForm(amount=10, key="b"))
    assert (await usage.balance(acme.owner)).remaining == 0
    assert await sound(acme)


async def test_the_same_key_reserves_once(acme, globex):
    form = ReserveForm(amount=60, key="a")
    first, second = await usage.reserve(acme.member, form), await usage.reserve(acme.member, form)
    assert first == second
    assert (await usage.balance(acme.member)).reserved == 60
    other = await usage.reserve(globex.member, form)
    assert other.id != first.id
    await usage.settle(acme.member, first.id, 60)
    assert (await usage.reserve(acme.member, form)).state == "settled"


async def test_settling_less_gives_the_rest_back(acme):
    paid = await spend(acme.member, 12, "a", reserved=50)
    assert (paid.taken, paid.missing, paid.included) == (12, 0, 12)
    assert (await usage.balance(acme.member)).remaining == 88


async def test_settling_nothing_costs_nothing(acme):
    assert (await spend(acme.member, 0, "a", reserved=50)).taken == 0
    assert (await usage.balance(acme.member)).remaining == 100


async def test_settling_more_takes_as_far_as_it_goes_without_what_others_hold(acme):
    mine = await usage.reserve(acme.member, ReserveForm(amount=10, key="a"))
    theirs = await usage.reserve(acme.admin, ReserveForm(amount=60, key="b"))
    paid = await usage.settle(acme.member, mine.id, 70)
    assert (paid.taken, paid.missing) == (40, 30)
    assert (await usage.settle(acme.admin, theirs.id, 60)).missing == 0
    assert (await usage.balance(acme.member)).remaining == 0
    assert await sound(acme)


async def test_settling_twice_takes_once_and_says_the_same(acme):
    held = await usage.reserve(acme.member, ReserveForm(amount=10, key="a"))
    first = await usage.settle(acme.member, held.id, 10)
    assert await usage.settle(acme.member, held.id, 50) == first
    assert (await usage.release(acme.member, held.id)).state == "settled"
    assert (await usage.balance(acme.member)).included_used == 10


async def test_releasing_twice_gives_back_once_and_nothing_is_taken_after_it(acme):
    held = await usage.reserve(acme.member, ReserveForm(amount=10, key="a"))
    assert [(await usage.release(acme.member, held.id)).state for _ in range(2)] == ["released"] * 2
    assert (await usage.settle(acme.member, held.id, 10)).taken == 0
    assert (await usage.balance(acme.member)).remaining == 100
    assert await sound(acme)


async def test_an_expired_reservation_returns_at_the_next_act(acme, owner):
    await usage.reserve(acme.member, ReserveForm(amount=100, key="a"))
    owner.execute("update usage_reservations set expires_at = now()")
    assert (await usage.reserve(acme.member, ReserveForm(amount=100, key="b"))).state == "open"
    assert (await usage.reserve(acme.member, ReserveForm(amount=100, key="a"))).state == "expired"
    assert await sound(acme)


async def test_an_expired_reservation_returns_by_itself(acme, owner):
    await usage.reserve(acme.member, ReserveForm(amount=100, key="a"))
    assert await service.catch_up(BILLING) == 0
    owner.execute("update usage_reservations set expires_at = now()")
    assert await service.catch_up(BILLING) == 1
    assert (await usage.balance(acme.member)).reserved == 0
    assert await service.catch_up(BILLING) == 0


async def test_work_that_took_longer_than_its_reservation_is_paid_as_far_as_it_goes(acme, owner):
    late = await usage.reserve(acme.member, ReserveForm(amount=80, key="a"))
    owner.execute("update usage_reservations set expires_at = now()")
    await usage.reserve(acme.member, ReserveForm(amount=70, key="b"))
    paid = await usage.settle(acme.member, late.id, 80)
    assert (paid.taken, paid.missing, paid.state) == (30, 50, "settled")
    assert await sound(acme)


async def test_the_allowance_goes_first_then_packs_then_overage_within_the_budget(acme):
    await allow(acme, 100)
    await usage.add_pack(BILLING, acme.id, 50, "invoice 1")
    await meter(acme, 20)
    paid = await spend(acme.member, 120, "a")
    assert (paid.included, paid.packs, paid.overage) == (100, 20, 0)
    paid = await spend(acme.member, 50, "b")
    assert (paid.included, paid.packs, paid.overage) == (0, 30, 20)
    with pytest.raises(OutOfCredits, match="none are left"):
        await usage.reserve(acme.member, ReserveForm(amount=1, key="c"))
    assert await sound(acme)


async def test_viewers_strangers_and_visitors_spend_nothing(acme, globex):
    held = await usage.reserve(acme.member, ReserveForm(amount=10, key="a"))
    with pytest.raises(NotAllowed):
        await usage.reserve(acme.viewer, ReserveForm(amount=1, key="b"))
    for act in (usage.release(globex.owner, held.id), usage.settle(globex.owner, held.id, 5)):
        with pytest.raises(NotFound):
            await act
    with pytest.raises(NotFound):
        await usage.settle(acme.member, new_id(), 5)
    assert (await usage.balance(globex.owner)).reserved == 0
    assert (await usage.balance(acme.owner)).reserved == 10


@pytest.mark.parametrize("amount", [0, -1, 1_000_001])
async def test_amounts_are_positive_and_sane(acme, amount):
    with pytest.raises(ValidationError):
        ReserveForm(amount=amount, key="a")
    held = await usage.reserve(acme.member, ReserveForm(amount=10, key="a"))
    if amount:
        with pytest.raises(Invalid):
            await usage.settle(acme.member, held.id, amount)


OVERDRAWN = [
    ("included_left = -1", "included_left"),
    ("packs = -1", "packs"),
    ("reserved = -1", "positive"),
    ("overage_used = overage_cap + 1", "budget"),
    ("overage_reported = 1", "reported"),
]


@pytest.mark.parametrize(("change", "rule"), OVERDRAWN)
async def test_not_even_the_system_can_overdraw(acme, change, rule):
    await spend(acme.member, 1, "a")
    with pytest.raises(IntegrityError, match=rule):
        async with unit_of_work(system("a bug")) as db:
            await db.exec(text(f"update usage_accounts set {change}"))


async def test_entries_tell_every_step_for_good(acme, owner):
    await spend(acme.member, 30, "a", reserved=40)
    held = await usage.reserve(acme.member, ReserveForm(amount=5, key="b", purpose="chat"))
    await usage.release(acme.member, held.id)
    entries = owner.execute(
        "select kind, amount, reserved, included, balance from usage_entries order by created_at"
    ).fetchall()
    assert entries == [
        ("reset", 100, 0, 100, 100),
        ("reserve", 40, 40, 0, 100),
        ("settle", 30, -40, -30, 70),
        ("reserve", 5, 5, 0, 70),
        ("release", 5, -5, 0, 70),
    ]
    with pytest.raises(Exception, match="permission denied"):
        async with unit_of_work(system("a bug")) as db:
            await db.exec(text("delete from usage_entries"))


async def test_over_http_members_see_the_balance_and_others_nothing(acme, globex, http):
    async with http(acme.secrets["viewer"]) as client:
        seen = await client.get("/api/v1/organizations/acme/usage")
        theirs = await client.get("/api/v1/organizations/globex/usage")
    assert (seen.status_code, seen.json()["remaining"], seen.json()["overage_mode"]) == (200, 100, "block")
    assert theirs.status_code == 404
    async with http() as client:
        assert (await client.get("/api/v1/organizations/acme/usage")).status_code == 401
