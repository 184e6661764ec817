"""What one tab holds for one person in one organization is nobody else's, with state in memory and in Redis."""

import asyncio

import pytest
from factories import Tenant, signed_in
from redis.asyncio import Redis
from security.browser import HYDRATE, LEFT, PROBE, RECALL, RIGHT, ROOT, Browser
from security.server import Server

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.identity import secret_hash
from hiveforge.core.permissions import Role
from hiveforge.ui.notices import Notices
from hiveforge.ui.session import Session

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

# What a thief might send first: Redis loads only the branch of the state tree that an event is for.
FIRST = {"hydrate": HYDRATE, "one branch": RECALL, "another branch": RIGHT, "an unmarked handler": f"{PROBE}.plain"}


@pytest.mark.parametrize("first", FIRST)
async def test_a_stolen_client_token_shows_nothing(server, acme, globex, first):
    for secret in ("", "guessed", acme.secrets[Role.VIEWER], globex.secrets[Role.OWNER]):
        token = await _leave_notes(server, acme)
        heard = await _look_around(server, secret, token, FIRST[first])
        for word in ("secret note", "Owner of Acme", "owner@acme.test"):
            assert word not in heard, secret


@pytest.mark.parametrize("first", FIRST)
async def test_a_tab_that_reconnects_finds_its_own_state(server, acme, first):
    """Whichever process answers. That the thief finds nothing says something only because the owner finds it."""
    token = await _leave_notes(server, acme)
    heard = await _look_around(server, acme.secrets[Role.OWNER], token, FIRST[first])
    assert "recalled: secret note of Owner of Acme at acme" in heard
    assert heard.count("secret note of Owner of Acme at acme") >= 3


async def _leave_notes(server: Server, tenant: Tenant) -> str:
    async with Browser(server, tenant.secrets[Role.OWNER]) as victim:
        await victim.send(LEFT, {"text": "secret note"})
        await victim.send(RIGHT, {"text": "secret note"})
        assert "secret note of Owner of Acme" in await victim.answer()
    return victim.token


async def _look_around(server: Server, secret: str, token: str, first: str) -> str:
    browser = await Browser(server, secret, token=token).inherit()
    for name in (first, HYDRATE, RECALL, HYDRATE):
        await browser.send(name, {"text": "other note"} if name == RIGHT else {})
    heard = await browser.answer()
    await browser.disconnect()
    return heard


async def test_a_client_token_in_use_is_not_shared(server, acme, globex):
    async with Browser(server, acme.secrets[Role.OWNER]) as victim:
        await victim.ask(LEFT, {"text": "secret note"})
        async with Browser(server, globex.secrets[Role.OWNER], token=victim.token) as thief:
            await thief.send(HYDRATE)
            assert "secret note" not in await thief.answer()
            assert "secret note of Owner of Acme" in await victim.ask(RECALL)


async def test_two_organizations_in_two_tabs_of_one_person_do_not_mix(server, both):
    async with Browser(server, both.secrets[Role.OWNER]) as one, Browser(server, both.secrets[Role.OWNER]) as two:
        for _ in range(3):
            at_acme, at_globex = await asyncio.gather(
                one.ask(LEFT, {"text": "note"}, path="/o/acme"), two.ask(LEFT, {"text": "note"}, path="/o/globex")
            )
            assert "at acme" in at_acme
            assert "at globex" not in at_acme
            assert "at globex" in at_globex
            assert "at acme" not in at_globex
        await asyncio.gather(one.ask(f"{PROBE}.marked", path="/o/acme"), two.ask(f"{PROBE}.marked", path="/o/globex"))
    assert server.ran == ["marked by Owner of Acme"]  # owner there, viewer here


async def test_a_tab_that_goes_to_another_organization_forgets_the_first(server, both):
    async with Browser(server, both.secrets[Role.OWNER]) as tab:
        await tab.ask(LEFT, {"text": "note"}, path="/o/acme")
        await tab.ask(RIGHT, {"text": "note"}, path="/o/acme")
        await tab.send(HYDRATE, path="/o/globex")
        heard = await tab.ask(RECALL, path="/o/globex")
    assert "at acme" not in heard
    assert "acme" not in heard.replace("@acme.test", "")


async def test_a_browser_that_signs_in_as_somebody_else_starts_with_nothing(server, acme, owner):
    """Same tab, same cookie name, another session: the state belongs to the session, not to the browser."""
    async with unit_of_work(system("test")) as db:
        db.add(signed_in(acme.people[Role.OWNER], "second session"))
    async with Browser(server, acme.secrets[Role.OWNER]) as first:
        await first.ask(LEFT, {"text": "note"})
    second = await Browser(server, "second session", token=first.token).inherit()
    assert "note of" not in await second.ask(RECALL)
    await second.disconnect()


async def test_state_cannot_be_set_from_outside(server, acme):
    """Reflex lets a browser send values that it keeps in cookies or local storage; ours keeps none there."""
    forged = {
        f"{Session.get_full_name()}.{name}": value
        for name, value in {"role": "owner", "permissions": ["members:manage"], "_principal": "x"}.items()
    } | {f"{PROBE}.shown": "forged", f"{Notices.get_full_name()}.items": ["forged"], f"{ROOT}.is_hydrated": "forged"}
    suffixed = {f"{name}_rx_state_": value for name, value in forged.items()}
    async with Browser(server, acme.secrets[Role.VIEWER]) as browser:
        await browser.send(
            f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal", {"vars": forged | suffixed}
        )
        await browser.send(f"{PROBE}.setvar", {"var_name": "shown", "value": "forged"})
        await browser.send(f"{PROBE}.set_shown", {"value": "forged"})
        await browser.send(HYDRATE)
        heard = await browser.ask(f"{PROBE}.marked")
    assert "forged" not in heard
    assert '"role_rx_state_": "viewer"' in heard
    assert server.ran == []


async def test_neither_state_in_redis_nor_the_browser_is_told_a_session_cookie(redis_server, redis_url, acme, owner):
    server = redis_server
    async with Browser(server, acme.secrets[Role.OWNER], Authorization="Bearer key-of-a-proxy") as browser:
        heard = await browser.ask(LEFT, {"text": "note"})
        heard += await browser.ask(HYDRATE)
        everything = await _everything_in(redis_url)
        assert b"note of Owner of Acme" in everything
        owner.execute("update sessions set expires_at = now()")
        heard += await browser.ask(f"{PROBE}.marked")
        everything += await _everything_in(redis_url)
    for secret in (acme.secrets[Role.OWNER], "key-of-a-proxy"):
        assert secret.encode() not in everything
    for secret in (acme.secrets[Role.OWNER], secret_hash(acme.secrets[Role.OWNER]), "key-of-a-proxy"):
        assert secret not in heard


async def _everything_in(address: str) -> bytes:
    client = Redis.from_url(address)
    found = b""
    async for key in client.scan_iter(count=1000):
        found += key + b"\n"
        if await client.type(key) == b"string":
            found += await client.get(key) or b""
    await client.aclose()
    return found
