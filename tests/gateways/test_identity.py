"""The local identity provider: argon2id, the same cost for nobody, and a limit to how many may wait."""

import asyncio

import pytest

from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import settings
from hiveforge.gateways.identity import hash_password, hashing, identity_provider

EMAIL, PASSWORD = "ada@acme.test", "seven lazy herons"


async def proof() -> str:
    return await identity_provider().enrol(EMAIL, await hash_password(PASSWORD))


async def test_right_password_is_recognised_and_another_is_not():
    kept = await proof()
    assert (await identity_provider().check(kept, EMAIL, PASSWORD)).valid
    assert not (await identity_provider().check(kept, EMAIL, PASSWORD + " ")).valid


async def test_same_password_never_has_the_same_proof():
    assert await proof() != await proof()


async def test_proof_says_how_it_was_made():
    assert (await proof()).startswith(f"$argon2id$v=19$m={settings().argon2_memory_kib},t=3,p=1$")


async def test_nobody_has_no_password():
    for kept in (None, "", "not a hash"):
        assert not (await identity_provider().check(kept, EMAIL, PASSWORD)).valid


async def test_password_itself_is_never_taken_for_its_hash():
    with pytest.raises(ValueError, match="hashed"):
        await identity_provider().enrol(EMAIL, PASSWORD)


async def test_changed_password_replaces_the_old_one():
    changed = await identity_provider().change(await proof(), EMAIL, "eight brisk walruses")
    assert (await identity_provider().check(changed, EMAIL, "eight brisk walruses")).valid
    assert not (await identity_provider().check(changed, EMAIL, PASSWORD)).valid


async def test_too_many_at_once_are_turned_away_and_the_others_served():
    kept = await proof()
    asked = hashing.MOST_WAITING + 10
    outcomes = await asyncio.gather(
        *(identity_provider().check(kept, EMAIL, PASSWORD) for _ in range(asked)), return_exceptions=True
    )
    turned_away = [outcome for outcome in outcomes if isinstance(outcome, Unavailable)]
    assert len(turned_away) == 10
    assert all(outcome.valid for outcome in outcomes if isinstance(outcome, hashing.Checked))
    assert (await identity_provider().check(kept, EMAIL, PASSWORD)).valid, "there is room again"
