"""Every registered handler × every payload, from everybody who may not: nothing changes and nothing is told.

Handlers are taken from the registry and their payloads from their annotations: new ones are swept by themselves.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from factories import Tenant, person
from security.browser import Browser
from security.payloads import ACCESS, HANDLERS, Payloads
from security.rows import World
from security.server import Server
from security.snapshots import Snapshot

from hiveforge.core.permissions import GRANTS, Access, Permission, Role

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

Connection = psycopg.Connection[Any]
PATH = "/o/victim/members"
# Reflex registers this one for every state. Nobody may call it, so once for each state is enough.
SET_ANY = {name for name in HANDLERS if name.endswith(".setvar")}


@dataclass
class Scene:
    """A tenant whose every text is a canary, and another one to attack from."""

    owner: Connection
    victim: Tenant
    globex: Tenant
    world: World
    payloads: Payloads
    before: Snapshot


@pytest.fixture
async def scene(owner: Connection, globex: Tenant) -> Scene:
    victim = Tenant("victim")
    victim.organization.name = "Canary"
    for role, somebody in victim.people.items():
        somebody.name, somebody.email = f"Canary {role}", f"{role}@canary.test"
    await victim.found()
    await person("loner@nowhere.test", secret="loner")
    world = World(owner, victim, globex)
    owner.execute("update invitations set accepted_at = null, accepted_by = null, revoked_at = null")  # still open
    return Scene(owner, victim, globex, world, Payloads(world, victim), Snapshot(owner))


async def strike(
    server: Server, cookie: str, names: Iterable[str], payloads: Callable[[str], Iterable[Any]], path: str = PATH
) -> str:
    """Send every payload to all these handlers over one socket; return what was heard."""
    heard = ""
    async with Browser(server, cookie) as browser:
        for name in names:
            for payload in payloads(name):
                await browser.send(name, payload, path)
            heard += await browser.answer(60)
    return heard


def changes(scene: Scene) -> list[str]:
    return [str(change) for change in scene.before.changes_until(Snapshot(scene.owner))]


def granted(*held: Permission | Access) -> list[str]:
    return [name for name, access in ACCESS.items() if access in held and name not in SET_ANY]


@pytest.mark.parametrize(
    "who", ["nobody", "a forged cookie", "an expired session", "an idle session", "a revoked session"]
)
async def test_strangers_change_nothing_and_learn_nothing(probe_server, scene, who):
    cookie = scene.victim.secrets[Role.OWNER]
    match who:
        case "nobody":
            cookie = ""
        case "a forged cookie":
            cookie = "secret-of-root"
        case "an expired session":
            scene.owner.execute("update sessions set expires_at = now()")
        case "an idle session":
            scene.owner.execute("update sessions set last_seen_at = now() - %s", [timedelta(days=2)])
        case "a revoked session":
            scene.owner.execute("delete from sessions where user_id = %s", [scene.victim.owner.id])
    scene.before = Snapshot(scene.owner)
    heard = await strike(probe_server, cookie, HANDLERS, scene.payloads.aimed)
    assert changes(scene) == []
    assert _leaks(heard, "canary") == []


@pytest.mark.parametrize("who", ["the owner of another tenant", "somebody without an organization"])
async def test_people_from_elsewhere_change_nothing_and_learn_nothing(probe_server, scene, who):
    cookie = scene.globex.secrets[Role.OWNER] if "owner" in who else "loner"
    closed = HANDLERS.keys() - set(granted(Access.PUBLIC, Access.SIGNED_IN))
    heard = await strike(probe_server, cookie, closed, scene.payloads.aimed)
    assert changes(scene) == []
    assert _leaks(heard, "canary") == []


@pytest.mark.parametrize("who", ["the owner of another tenant", "somebody without an organization"])
async def test_what_people_may_do_for_themselves_touches_nobody_else(probe_server, scene, who):
    """Handlers that ask only for somebody who is signed in, called with the ids of others."""
    cookie = scene.globex.secrets[Role.OWNER] if "owner" in who else "loner"
    for name in granted(Access.PUBLIC, Access.SIGNED_IN):
        heard = await strike(probe_server, cookie, [name], scene.payloads.aimed)
        assert _touching(scene, scene.victim) == [], name
        assert _leaks(heard, "canary") == [], name
        scene.before.restore()


async def test_an_owner_reaches_nothing_of_another_tenant_from_their_own_pages(probe_server, scene):
    """Allowed to everything in their own organization, with the ids of another's members, invitations and sessions."""
    for name in granted(*Access, *Permission):
        heard = await strike(
            probe_server, scene.globex.secrets[Role.OWNER], [name], scene.payloads.aimed, "/o/globex/members"
        )
        assert _touching(scene, scene.victim) == [], name
        assert _leaks(heard, "canary") == [], name
        scene.before.restore()


async def test_a_viewer_changes_nothing_and_learns_nothing_beyond_their_role(probe_server, scene):
    allowed = set(granted(*Access, *GRANTS[Role.VIEWER]))
    cookie = scene.victim.secrets[Role.VIEWER]
    heard = await strike(probe_server, cookie, HANDLERS.keys() - allowed, scene.payloads.aimed)
    assert changes(scene) == []
    me = scene.victim.viewer.user_id
    for name in allowed:
        heard += await strike(probe_server, cookie, [name], scene.payloads.aimed)
        own = [c for c in scene.before.changes_until(Snapshot(scene.owner)) if not c.names(me)]
        assert [str(c) for c in own if c.names(*_ids(scene, scene.victim))] == [], name
        scene.before.restore()
    for table in ("invitations", "audit_entries", "outgoing_mails", "sessions", "credentials", "challenges"):
        assert _leaks(heard, f"canary-{table}") == []


async def test_nonsense_from_somebody_who_may_meets_no_bug(probe_server, scene):
    """Wrong kinds, sizes and alphabets meet the handler's validation: a bug would tell the id under which it is logged."""
    async with Browser(probe_server, scene.victim.secrets[Role.OWNER]) as browser:
        for name in granted(*Access, *Permission):
            for payload in scene.payloads.nonsense(name):
                await browser.send(name, payload, PATH)
            heard = await browser.answer(60)
            broken = re.findall(
                r'"Something broke on our side.", "kind": "error", "request_id": "([0-9a-f]{12})"', heard
            )
            assert broken == [], name


async def test_the_owner_can(probe_server, scene):
    """The sweeps prove something only because the same payloads over the same socket work for somebody."""
    effective = set()
    for name in granted(*Access, *Permission):
        heard = ""
        async with Browser(probe_server, scene.victim.secrets[Role.OWNER]) as browser:
            for payload in scene.payloads.plausible(name):
                await browser.send(name, payload, PATH)
            heard = await browser.answer(60)
            if HANDLERS[name].is_background:
                heard += await browser.quiet()
        short = name.rpartition("____")[2]
        if _touching(scene, scene.victim):
            effective.add(short)
        if "canary" in heard.lower():
            effective.add(f"{short} shows")
        scene.before.restore()
    assert effective >= {
        "members_state.load shows", "members_state.remove", "members_state.change_role", "members_state.transfer",
        "inviting_state.invite", "inviting_state.create_link", "inviting_state.revoke", "audit_log_state.load shows",
        "settings_state.save", "settings_state.delete", "profile_state.rename", "sessions_state.revoke",
    }  # fmt: skip


def _ids(scene: Scene, tenant: Tenant) -> set[str]:
    return Payloads(scene.world, tenant).all_ids


def _touching(scene: Scene, tenant: Tenant) -> list[str]:
    """Changes that have to do with a tenant: its own rows, and rows that name any of them."""
    ids = _ids(scene, tenant)
    return [str(c) for c in scene.before.changes_until(Snapshot(scene.owner)) if c.names(*ids)]


def _leaks(heard: str, word: str) -> list[str]:
    """The places in what was heard where a word stands, with their surroundings."""
    low, found, at = heard.lower(), [], -1
    while (at := low.find(word, at + 1)) >= 0:
        found.append(heard[max(0, at - 200) : at + 100])
    return found[:3]
