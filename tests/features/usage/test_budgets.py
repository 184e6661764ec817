"""What one member may use: checked where the balance is, so that nobody gets around it by being quick."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from hiveforge.core.actor import system
from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.core.permissions import Role
from hiveforge.features import usage
from hiveforge.features.audit_log import in_words, list_entries
from hiveforge.features.organizations.service import remove_member
from hiveforge.features.usage import BudgetForm, MemberBudgetReached, OutOfCredits, ReserveForm

from .ledgers import allow, sound, spend


async def limit(tenant, credits_, *, member=None, by=None):
    await usage.set_budget(by or tenant.owner, BudgetForm(member=member or tenant.member.id, credits=credits_))


def reserve(actor, amount, key):
    return usage.reserve(actor, ReserveForm(amount=amount, key=key))


async def test_a_member_uses_as_much_as_the_budget_and_is_told_what_to_do_then(acme):
    await limit(acme, 30)
    await spend(acme.member, 18, "a", reserved=25)
    await reserve(acme.member, 7, "b")
    with pytest.raises(MemberBudgetReached) as refused:
        await reserve(acme.member, 6, "c")
    error = refused.value
    assert (error.status, error.code, error.limit, error.used) == (402, "member_budget_reached", 30, 25)
    assert "25 of 30 are used or held. It starts anew on " in error.message
    assert error.message.endswith("Ask an owner or admin to raise it.")
    assert (await reserve(acme.member, 5, "c")).state == "open"
    await reserve(acme.admin, 50, "d")
    assert await sound(acme)


async def test_fifty_at_once_never_use_more_than_the_budget(acme, owner):
    await limit(acme, 40)

    async def attempt(n):
        try:
            held = await reserve(acme.member, 3, f"k{n}")
        except MemberBudgetReached:
            return 0
        return (await usage.settle(acme.member, held.id, 3)).taken if n % 2 else 3

    taken = await asyncio.gather(*(attempt(n) for n in range(50)))
    assert sum(taken) == 39
    used = owner.execute("select credits, used from private.usage_budget(%s, %s)", [acme.id, acme.member.id]).fetchone()
    assert used == (40, 39)
    assert await sound(acme)


async def test_what_is_given_back_can_be_used_again(acme, owner):
    await limit(acme, 10)
    held = await reserve(acme.member, 10, "a")
    await usage.release(acme.member, held.id)
    await reserve(acme.member, 10, "b")
    owner.execute("update usage_reservations set expires_at = now() where state = 'open'")
    assert (await reserve(acme.member, 10, "c")).state == "open"


async def test_an_empty_balance_is_said_before_a_budget_that_would_allow_it(acme):
    await limit(acme, 500)
    with pytest.raises(OutOfCredits):
        await reserve(acme.member, 101, "a")


async def test_the_same_key_gives_its_reservation_whatever_the_budget_has_become(acme):
    first = await reserve(acme.member, 10, "a")
    await limit(acme, 0)
    assert await reserve(acme.member, 10, "a") == first


async def test_below_what_is_used_it_stops_at_once_and_takes_nothing_off_work_that_runs(acme):
    held = await reserve(acme.member, 20, "a")
    await limit(acme, 5)
    with pytest.raises(MemberBudgetReached, match="leaves 0: 20 of 5"):
        await reserve(acme.member, 1, "b")
    assert (await usage.settle(acme.member, held.id, 20)).taken == 20


async def test_without_a_budget_the_balance_is_the_only_limit(acme, audited):
    await limit(acme, 0)
    with pytest.raises(MemberBudgetReached):
        await reserve(acme.member, 1, "a")
    for _ in range(2):
        await usage.clear_budget(acme.admin, acme.member.id)
    await reserve(acme.member, 100, "a")
    assert audited() == ["usage.set_budget", "usage.clear_budget"]


async def test_a_new_period_begins_with_the_whole_budget(acme, owner):
    await limit(acme, 30)
    await spend(acme.member, 30, "a")
    with pytest.raises(MemberBudgetReached):
        await reserve(acme.member, 1, "b")
    owner.execute(
        "update usage_accounts set anchor_at = anchor_at - interval '40 days', counted_from_at = now() - interval '40 days',"
        " period_started_at = now() - interval '40 days', period_ends_at = now() - interval '9 days'"
    )
    owner.execute("update usage_reservations set ended_at = now() - interval '20 days'")
    await reserve(acme.member, 30, "b")
    with pytest.raises(MemberBudgetReached):
        await reserve(acme.member, 1, "c")
    assert await sound(acme)


async def test_another_plan_does_not_give_the_budget_anew(acme):
    """The new period begins today, and what was used counts on: for the organization, and so for the member."""
    await limit(acme, 30)
    await spend(acme.member, 30, "a")
    await allow(acme, 1000, starts=now(), ends=now() + timedelta(days=30))
    assert (await usage.balance(acme.viewer)).included_used == 30
    with pytest.raises(MemberBudgetReached):
        await reserve(acme.member, 1, "b")


async def test_whoever_settles_it_counts_for_the_member_who_reserved_and_by_the_model_that_worked(acme, owner):
    await limit(acme, 30)
    worker = replace(system("answering"), organization=acme.id)
    held = await reserve(acme.member, 30, "a")
    await usage.settle(worker, held.id, 12, model="m" * 300)
    kept = owner.execute(
        "select e.member_id, r.member_id, r.model from usage_entries e join usage_reservations r on r.id = e.reservation_id"
        " where e.kind = 'settle'"
    ).fetchone()
    assert kept == (acme.member.id, acme.member.id, "m" * 200)
    with pytest.raises(MemberBudgetReached, match="12 of 30"):
        await reserve(acme.member, 19, "b")


async def test_the_same_twice_is_written_down_once_in_words(acme):
    await limit(acme, 30, by=acme.admin)
    await limit(acme, 30)
    await limit(acme, 40)
    lines = [in_words(row) for row in (await list_entries(acme.owner)).items]
    assert [(line.actor, line.said, line.target) for line in lines] == [
        ("Owner of Acme", "set the AI budget of", "Member of Acme"),
        ("Admin of Acme", "set the AI budget of", "Member of Acme"),
    ]
    assert [(change.before, change.after) for change in lines[0].changes] == [("30", "40")]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_members_and_viewers_change_no_budget(acme, role):
    for act in (limit(acme, 1, by=acme.as_(role)), usage.clear_budget(acme.as_(role), acme.member.id)):
        with pytest.raises(NotAllowed):
            await act


async def test_somebody_elses_member_is_not_found_and_their_budget_is_not_seen(acme, globex):
    await limit(acme, 5)
    for member in (acme.member.id, new_id()):
        for act in (limit(globex, 1, member=member), usage.clear_budget(globex.owner, member)):
            with pytest.raises(NotFound):
                await act
    assert {line.budget for line in (await usage.figures(globex.owner)).members} == {None}
    assert {line.budget for line in (await usage.figures(acme.viewer)).members} == {None, 5}


async def test_it_goes_with_the_membership(acme, owner):
    await limit(acme, 5)
    await limit(acme, 7, member=acme.viewer.id)
    await remove_member(acme.owner, acme.member.id)
    assert owner.execute("select credits from usage_budgets").fetchall() == [(7,)]


@pytest.mark.parametrize("wrong", [-1, 1_000_000_001, 2.5])
def test_a_budget_is_a_sane_amount(wrong):
    with pytest.raises(ValidationError):
        BudgetForm(member=new_id(), credits=wrong)
