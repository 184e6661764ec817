"""What one API key may use, within what its maker may."""

import asyncio

import pytest
from factories import api_key
from tabs import Tab

from hiveforge.core.actor import api_key as acting
from hiveforge.core.actor import system
from hiveforge.core.clock import new_id
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.core.permissions import KEY_SCOPES, Role
from hiveforge.features import usage
from hiveforge.features.api_keys.service import revoke
from hiveforge.features.audit_log import in_words, list_entries
from hiveforge.features.organizations.service import remove_member
from hiveforge.features.usage import BudgetForm, KeyBudgetForm, KeyBudgetReached, MemberBudgetReached, ReserveForm
from hiveforge.features.usage.service import clear_key_budget, export_figures, figures, get_key_budget
from hiveforge.features.usage.state import UsagePage

from .ledgers import sound, spend

API = "/api/v1/organizations/acme/usage"


@pytest.fixture
async def program(acme):
    """The member's API key."""
    key = api_key(acme, acme.member.user_id, "Import", KEY_SCOPES, "hf_test_import")
    async with unit_of_work(system("test")) as db:
        db.add(key)
    return acting(
        key.id, maker=acme.member.user_id, scopes=KEY_SCOPES, organization=acme.id, slug="acme", role=Role.MEMBER
    )


def limit(tenant, program, credits_):
    return usage.set_key_budget(tenant.owner, KeyBudgetForm(key=program.key, credits=credits_))


def reserve(actor, amount, key):
    return usage.reserve(actor, ReserveForm(amount=amount, key=key))


async def test_a_key_uses_as_much_as_its_budget_and_its_maker_goes_on(acme, program):
    await limit(acme, program, 30)
    await spend(program, 18, "a", reserved=25)
    await reserve(program, 7, "b")
    with pytest.raises(KeyBudgetReached) as refused:
        await reserve(program, 6, "c")
    error = refused.value
    assert (error.status, error.code, error.limit, error.used) == (402, "key_budget_reached", 30, 25)
    assert "this API key's budget leaves 5: 25 of 30 are used or held. It starts anew on " in error.message
    assert (await reserve(program, 5, "c")).state == "open"
    assert (await reserve(acme.member, 40, "d")).state == "open"
    assert await sound(acme)


async def test_a_key_is_no_way_around_its_makers_budget(acme, program):
    await usage.set_budget(acme.owner, BudgetForm(member=acme.member.id, credits=10))
    await limit(acme, program, 1000)
    await spend(program, 8, "a")
    with pytest.raises(MemberBudgetReached):
        await reserve(program, 3, "b")
    with pytest.raises(MemberBudgetReached):
        await reserve(acme.member, 3, "c")
    assert await sound(acme)


async def test_fifty_at_once_never_use_more_than_the_budget(acme, program, owner):
    await limit(acme, program, 40)

    async def attempt(n):
        try:
            held = await reserve(program, 3, f"k{n}")
        except KeyBudgetReached:
            return 0
        return (await usage.settle(program, held.id, 3)).taken if n % 2 else 3

    assert sum(await asyncio.gather(*(attempt(n) for n in range(50)))) == 39
    used = owner.execute(
        "select credits, used from private.usage_key_budget(%s, %s)", [acme.id, program.key]
    ).fetchone()
    assert used == (40, 39)
    assert await sound(acme)


async def test_budgets_are_set_changed_and_removed_by_those_who_may(acme, globex, program):
    for act in (
        usage.set_key_budget(acme.member, KeyBudgetForm(key=program.key, credits=1)),
        get_key_budget(acme.viewer, program.key),
        clear_key_budget(acme.member, program.key),
    ):
        with pytest.raises(NotAllowed):
            await act
    for stranger, key in ((globex.owner, program.key), (acme.owner, new_id())):
        with pytest.raises(NotFound):
            await usage.set_key_budget(stranger, KeyBudgetForm(key=key, credits=1))
    await limit(acme, program, 5)
    await limit(acme, program, 5)
    assert (await get_key_budget(acme.admin, program.key)).credits == 5
    await clear_key_budget(acme.admin, program.key)
    await clear_key_budget(acme.admin, program.key)
    assert (await get_key_budget(acme.admin, program.key)).credits is None
    lines = [in_words(row) for row in (await list_entries(acme.owner)).items]
    assert [f"{line.said} {line.target}" for line in lines] == [
        "removed the AI budget of the API key Import",
        "set the AI budget of the API key Import",
    ]


async def test_the_report_and_the_file_say_which_key_used_what(acme, program):
    await limit(acme, program, 30)
    await spend(program, 12, "a")
    await spend(acme.member, 3, "b")
    await spend(acme.owner, 20, "c")
    found = await figures(acme.viewer)
    assert [(line.name, line.works, line.credits, line.acts, line.budget) for line in found.keys] == [
        ("Import", True, 12, 1, 30)
    ]
    assert {line.member: line.credits for line in found.members}[acme.member.id] == 15
    assert [(row.member, row.key, row.credits) for row in await export_figures(acme.viewer)] == [
        ("Owner of Acme", "", 20),
        ("Member of Acme", "Import", 12),
        ("Member of Acme", "", 3),
    ]
    await revoke(acme.owner, program.key)
    assert [(line.name, line.works, line.credits) for line in (await figures(acme.viewer)).keys] == [
        ("Import", False, 12)
    ]


async def test_what_a_key_used_stays_when_it_goes_with_its_maker(acme, program):
    await limit(acme, program, 30)
    await spend(program, 12, "a")
    await remove_member(acme.owner, acme.member.id)
    assert [(line.name, line.works, line.credits, line.budget) for line in (await figures(acme.viewer)).keys] == [
        ("An API key that is gone", False, 12, None)
    ]
    assert [(row.member, row.key) for row in await export_figures(acme.viewer)] == [
        ("Somebody who left", "An API key that is gone")
    ]


async def test_the_page_shows_keys_and_changes_their_budgets(acme, program):
    await spend(program, 12, "a")
    tab = Tab(acme.owner, "/o/acme/usage")
    await tab.send(UsagePage.load)
    state = await tab.state(UsagePage)
    (line,) = state.keys
    assert (line.name, line.credits, line.percent, line.budget, line.reached) == ("Import", "12", 100, "", False)
    await tab.send(UsagePage.edit_key, line.id)
    await tab.send(UsagePage.set_key_budget, {"credits": "10"})
    await tab.send(UsagePage.load)
    assert (state.keys[0].budget, state.keys[0].reached, state.saved) == ("10", True, 1)
    await tab.send(UsagePage.clear_key_budget, line.id)
    await tab.send(UsagePage.load)
    assert state.keys[0].budget == ""


async def test_programs_with_a_budget_are_told_over_http(acme, program, http):
    async with http(acme.secrets[Role.OWNER]) as client:
        address = f"{API}/key-budgets/{program.key}"
        assert (await client.put(address, json={"credits": 7})).status_code == 204
        assert (await client.get(address)).json() == {"key": str(program.key), "name": "Import", "credits": 7}
        assert (await client.get(f"{API}/report")).json()["keys"][0]["budget"] == 7
        assert (await client.delete(address)).status_code == 204
        assert (await client.put(address, json={"credits": -1})).status_code == 422
    async with http() as client:
        client.headers["Authorization"] = "Bearer hf_test_import"
        assert (await client.get(API)).json()["included"] > 0
        assert (await client.put(address, json={"credits": 7})).status_code == 403
