"""What the gate turns away, kind by kind, in one process with state in memory and in two that share a Redis.

The handlers attacked here stand in `probe.py`: they write down that they ran, and only the gate keeps them from it.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from factories import Tenant, signed_in
from redis.asyncio import Redis
from security.server import HYDRATE, ROOT, Browser, Server

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.identity import SESSION_HASH_HEADER, secret_hash
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features.organizations.models import Membership
from hiveforge.ui.notices import Notices
from hiveforge.ui.session import Session

PROBE = f"{ROOT}.security___probe____probe"
LEFT, RIGHT = (f"{ROOT}.security___probe____{side}.remember" for side in ("left", "right"))
RECALL = f"{ROOT}.security___probe____left.recall"
UNMARKED = [
    f"{PROBE}.{name}"
    for name in (
        "plain",
        "decorated",
        "mixin_plain",
        "mixin_decorated",
        "background_unmarked",
        "setvar",
        "upload_unmarked",
    )
]
ROLE_CHANGED = "update memberships set role = %s where user_id = %s"


@pytest.fixture(params=["memory", "redis"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue("probe_server" if request.param == "memory" else "redis_server")
    found.probes.write_text("")
    return found


@pytest.fixture
async def both(acme: Tenant, globex: Tenant) -> Tenant:
    """Acme, whose owner is a viewer of globex as well."""
    async with unit_of_work(system("test")) as db:
        db.add(Membership(organization_id=globex.id, user_id=acme.owner.user_id, role=Role.VIEWER))
    return acme


# --- unmarked, marked, chained, in the background ---


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.OWNER], ids=str)
async def test_a_handler_without_a_mark_runs_for_nobody(server, acme, role):
    async with Browser(server, acme.secrets[role] if role else "") as browser:
        for name in [
            *UNMARKED,
            f"{PROBE}.loose",
            f"{ROOT}.security___probe.loose",
            f"{PROBE}.__init__",
            f"{PROBE}._update",
        ]:
            await browser.send(name, {"files": [], "secret": "x", "var_name": "shown", "value": "forged"})
        assert "forged" not in await browser.answer()
        await browser.quiet(0.2)
    assert server.ran == []


async def test_marked_handlers_run_for_whom_their_service_allows(server, acme, globex):
    for secret in ("", acme.secrets[Role.MEMBER], acme.secrets[Role.VIEWER], globex.secrets[Role.OWNER]):
        async with Browser(server, secret) as browser:
            for name in ("marked", "mixin_marked", "background_marked"):
                await browser.send(f"{PROBE}.{name}")
            await browser.answer()
    assert server.ran == []
    async with Browser(server, acme.secrets[Role.ADMIN]) as browser:
        for name in ("marked", "mixin_marked", "background_marked"):
            await browser.send(f"{PROBE}.{name}")
        await browser.answer()
        await browser.quiet(0.2)
    assert server.ran == ["background_marked by Admin of Acme", "marked by Admin of Acme", "mixin_marked"]


async def test_events_that_a_handler_starts_pass_the_gate_one_by_one(server, acme):
    async with Browser(server, acme.secrets[Role.VIEWER]) as browser:
        refused = await browser.ask(f"{PROBE}.chains")
        await browser.quiet(0.2)
    assert server.ran == ["chains"]
    assert "Your role does not allow this" in refused
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(f"{PROBE}.chains")
        await browser.quiet(0.2)
    assert server.ran == ["background_marked by Owner of Acme", "chains", "chains", "marked by Owner of Acme"]


async def test_the_event_sent_along_with_a_new_connection_passes_the_gate_too(server, acme):
    for name in ("plain", "marked"):
        browser = Browser(server, acme.secrets[Role.VIEWER])
        event = {"name": f"{PROBE}.{name}", "payload": {}, "router_data": {"asPath": "/o/acme", "pathname": "/o/acme"}}
        await browser.connect(auth={"event": event, "boot_event": event, "_event": event})
        await browser.answer()
        await browser.disconnect()
    assert server.ran == []


# --- who it is, at every event ---


async def test_a_stranger_is_sent_to_sign_in(server, acme):
    async with Browser(server) as browser:
        heard = await browser.ask(f"{PROBE}.marked", path="/o/acme/members?q=1")
    assert "_redirect" in heard
    assert "/sign-in?next=" in heard


async def test_an_ended_session_is_refused_on_its_open_socket_at_the_next_event(server, acme, owner):
    endings: list[tuple[str, list[Any]]] = [
        ("delete from sessions where user_id = %s", []),
        ("update sessions set expires_at = now() where user_id = %s", []),
        ("update sessions set last_seen_at = now() - %s where user_id = %s", [timedelta(hours=2)]),
    ]
    for role, (ending, values) in zip((Role.OWNER, Role.ADMIN, Role.MEMBER), endings, strict=True):
        async with Browser(server, acme.secrets[role]) as browser:
            assert f"note of {role.title()} of Acme" in await browser.ask(LEFT, {"text": "note"})
            owner.execute(ending, [*values, acme.people[role].id])
            heard = await browser.ask(RECALL)
            assert "/sign-in" in heard
            assert "note" not in heard
            assert "Acme" not in heard


async def test_a_change_of_role_counts_from_the_next_event_on(server, acme, owner):
    async with Browser(server, acme.secrets[Role.ADMIN]) as browser:
        await browser.ask(f"{PROBE}.marked")
        owner.execute(ROLE_CHANGED, ["viewer", acme.admin.id])
        assert "Your role does not allow this" in await browser.ask(f"{PROBE}.marked")
        owner.execute(ROLE_CHANGED, ["admin", acme.admin.id])
        await browser.ask(f"{PROBE}.marked")
        owner.execute("delete from memberships where user_id = %s", [acme.admin.id])
        assert "There is nothing here" in await browser.ask(f"{PROBE}.marked")
    assert server.ran == ["marked by Admin of Acme"] * 2


@pytest.mark.parametrize(
    "jar",
    [
        "{name}=guessed",
        "{name}=",
        "{name}=%00%ff",
        "{name}",
        "a=b; =; ;;; {name}= ;x",
        'a="; {name}=x',
        "{name}={long}",
    ],
)
async def test_cookies_that_no_session_has_are_strangers(server, acme, jar):
    cookie = jar.replace("{name}", settings().session_cookie).replace("{long}", "x" * 6000)
    async with Browser(server, cookie=cookie) as browser:
        assert "/sign-in" in await browser.ask(f"{PROBE}.marked")
    assert server.ran == []


async def test_odd_neighbours_do_not_hide_the_cookie(server, acme):
    """One cookie that some proxy or toolbar set must not sign everybody out."""
    secret = f"{settings().session_cookie}={acme.secrets[Role.OWNER]}"
    async with Browser(server, cookie=f'bad[name]={{"json": 1}}; {secret}; other="un;closed') as browser:
        await browser.ask(f"{PROBE}.marked")
    assert server.ran == ["marked by Owner of Acme"]


async def test_a_client_cannot_write_what_only_the_walls_may_say(server, acme):
    """The hash of a session is no secret to whoever reads the database: it must not open what the cookie opens."""
    stolen = secret_hash(acme.secrets[Role.OWNER])
    names = (SESSION_HASH_HEADER, SESSION_HASH_HEADER.title(), "Proxy-Authorization", "X-HiveForge-Session")
    for forged in names:
        async with Browser(server, **{forged: stolen}) as browser:
            assert "/sign-in" in await browser.ask(f"{PROBE}.marked")
    told = {
        "headers": {SESSION_HASH_HEADER: stolen, "cookie": acme.secrets[Role.OWNER]},
        "ip": "10.0.0.1",
        "token": "x",
        "sid": "x",
    }
    async with Browser(server, acme.secrets[Role.VIEWER]) as browser:
        await browser.send(f"{PROBE}.marked", **told)
        assert "Your role does not allow this" in await browser.answer()
    assert server.ran == []


async def test_a_client_cannot_play_the_server_that_reports_a_connection(server, acme):
    """To Socket.IO an event called "connect" looks like a new connection, and its payload like what the server saw."""

    def bytes_(number: int) -> dict[str, Any]:
        return {"_placeholder": True, "num": number}

    stolen = secret_hash(acme.secrets[Role.OWNER])
    scope = {"client": ["192.0.2.66", 1], "headers": [[bytes_(0), bytes_(1)]]}
    async with Browser(server) as browser:
        environ = {"QUERY_STRING": "token=forged-token", "REMOTE_ADDR": "192.0.2.66", "asgi.scope": scope}
        await browser.emit_bytes("connect", environ, SESSION_HASH_HEADER.encode(), stolen.encode())
        await browser.emit({"REMOTE_ADDR": "192.0.2.66"}, "connect")
        await browser.emit("client disconnect", "disconnect")
        heard = await browser.ask(f"{PROBE}.marked")
        assert "/sign-in" in heard
        assert "192.0.2.66" not in heard
        assert "forged-token" not in heard
    assert server.ran == []


async def test_an_address_of_a_foreign_organization_finds_nothing(server, acme, globex):
    paths = ["/o/acme", "/o/acme/members", "/o/nowhere", "/o/acme%2f", f"/o/{acme.id}", "/o/ACME", "/o/", ""]
    paths += ["//o/acme", "javascript:alert(1)", "/o/acme\x00", "/o/acme?/o/globex", "x" * 5000]
    for path in paths:
        async with Browser(server, globex.secrets[Role.OWNER]) as browser:
            heard = await browser.ask(f"{PROBE}.marked", path=path)
            assert "There is nothing here" in heard, path
            assert "Acme" not in heard, path
    async with Browser(server, globex.secrets[Role.OWNER]) as browser:
        for router in ({"asPath": None}, {"asPath": 5}, {"asPath": ["/o/acme"]}, {"asPath": {"x": 1}}, {"query": "x"}):
            await browser.send(f"{PROBE}.marked", **router)
            assert "Acme" not in await browser.answer(), router
    assert server.ran == []


# --- what one tab holds for one principal is nobody else's ---


@pytest.mark.parametrize("thief", ["nobody", "a colleague", "another tenant"])
async def test_a_stolen_client_token_shows_nothing(server, acme, globex, thief):
    """Whatever the thief sends first: Redis loads only the branch of the state tree that an event is for."""
    cookie = {"nobody": "", "a colleague": acme.secrets[Role.VIEWER], "another tenant": globex.secrets[Role.OWNER]}[
        thief
    ]
    for first in (HYDRATE, RECALL, RIGHT, f"{PROBE}.plain"):
        async with Browser(server, acme.secrets[Role.OWNER]) as victim:
            await victim.send(LEFT, {"text": "secret note"})
            await victim.send(RIGHT, {"text": "secret note"})
            assert "secret note of Owner of Acme" in await victim.answer()
        async with Browser(server, cookie, token=victim.token) as browser:
            for name in (first, HYDRATE, RECALL, HYDRATE):
                await browser.send(name, {"text": "x"})
            heard = await browser.answer()
        assert "delta" in heard, first
        assert "new_token" not in heard, "the thief was given a token of their own"
        for secret in ("secret note", "Owner of Acme", "owner@acme.test"):
            assert secret not in heard, first


async def test_a_tab_that_reconnects_finds_its_own_state(server, acme):
    """Whichever process answers. That the thief finds nothing says something only because the owner finds it."""
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(LEFT, {"text": "note"})
    for _ in range(4):
        async with Browser(server, acme.secrets[Role.OWNER], token=browser.token) as again:
            assert "recalled: note of Owner of Acme at acme" in await again.ask(RECALL)
            await again.ask(LEFT, {"text": "note"})


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
    async with Browser(server, "second session", token=first.token) as second:
        assert "note of" not in await second.ask(RECALL)


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


# --- doors beside the socket ---


async def test_uploads_of_reflex_are_refused_with_and_without_a_cookie(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as victim:
        await victim.ask(HYDRATE)
        for secret in ("", acme.secrets[Role.OWNER]):
            async with server.http(secret) as http:
                for name in ("upload", "upload_unmarked", "marked", "plain"):
                    headers = {"reflex-client-token": victim.token, "reflex-event-handler": f"{PROBE}.{name}"}
                    await http.post("/_upload", files={"files": ("x.txt", b"evil")}, headers=headers)
        await victim.answer()
    assert server.ran == []


# --- frames that make no sense ---


async def test_frames_that_make_no_sense_harm_nobody(server, acme):
    frames: list[Any] = [
        None, 5, "x", "{}", "[", [], [1], {}, {"name": 5}, {"name": None}, {"name": []}, {"name": "x"}, {"name": ""},
        {"name": "a.b.c", "payload": {}}, {"name": f"{PROBE}.marked", "payload": []},
        {"name": f"{PROBE}.marked", "payload": "x"}, {"name": f"{PROBE}.marked", "payload": None},
        {"name": f"{PROBE}.marked", "router_data": "x"}, {"name": f"{PROBE}.marked", "router_data": []},
        {"name": f"{PROBE}.marked", "router_data": None}, {"name": "_redirect", "payload": {"path": "//evil.example"}},
        {"name": f"{PROBE}.marked", "payload": {"actor": {"kind": "system"}}},
        {"name": f"{PROBE}.marked", "payload": {"self": 1, "number": "NaN"}},
        {"name": f"{PROBE}.marked", "payload": {"\x00": "\ud800"}}, {"name": "x" * 100_000},
    ]  # fmt: skip
    async with Browser(server, acme.secrets[Role.VIEWER]) as browser:
        for frame in frames:
            await browser.emit(frame)
        for kind in ("client_error", "ping", "nonsense", "trigger_event", "connect", "disconnect"):
            await browser.emit({"message": "x" * 10_000}, kind)
        heard = await browser.answer()
        assert "Traceback" not in heard
    assert server.ran == []


async def test_arguments_of_a_wrong_kind_do_not_reach_the_handler(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        for payload in (
            {"number": "many"},
            {"number": [1]},
            {"number": None},
            {"actor": "x"},
            {"self": "x"},
            {"other": 1},
        ):
            heard = await browser.ask(f"{PROBE}.marked", payload)
            assert "error" in heard, payload
            assert server.ran == [], payload
        await browser.ask(f"{PROBE}.marked", {"number": 1})
    assert server.ran == ["marked by Owner of Acme"]


async def test_a_frame_too_large_ends_its_own_connection_only(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as neighbour, Browser(server) as flooding:
        await flooding.emit({"name": "x", "payload": {"text": "x" * 2_500_000}})
        await flooding.until_closed()
        await neighbour.ask(f"{PROBE}.marked")
    assert server.ran == ["marked by Owner of Acme"]


async def test_a_bug_tells_its_tab_an_id_and_nothing_else(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as one, Browser(server, acme.secrets[Role.OWNER]) as other:
        await other.ask(HYDRATE)
        await one.send(f"{PROBE}.explodes")
        heard = await one.quiet()
        assert "Something broke on our side" in heard
        assert "detail of a bug" not in heard
        request = _last_notice(heard)["request_id"]
        assert "Something broke" not in await other.quiet(0.1)
    broken = next(line for line in server.log.read_text().splitlines() if "event failed" in line and request in line)
    assert len(request) >= 12
    assert broken


# --- what is left lying about ---


async def test_no_log_line_holds_a_session_cookie(server, acme):
    """Reflex logs whole events when it cannot find their handler."""
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.send("no_such_state.handler")
        await browser.send(f"{PROBE}.explodes")
        await browser.answer()
    log = server.log.read_text()
    assert "no_such_state" in log
    for secret in acme.secrets.values():
        assert secret not in log


async def test_neither_state_in_redis_nor_the_browser_is_told_a_session_cookie(redis_server, redis_url, acme):
    server = redis_server
    async with Browser(server, acme.secrets[Role.OWNER], Authorization="Bearer key-of-a-proxy") as browser:
        heard = await browser.ask(LEFT, {"text": "note"})
        heard += await browser.ask(HYDRATE)
    everything = await _everything_in(redis_url)
    assert b"note of Owner of Acme" in everything
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


def _last_notice(heard: str) -> dict[str, Any]:
    shown = [
        state["items_rx_state_"]
        for _, update in json.loads(heard)
        for name, state in update.get("delta", {}).items()
        if name == Notices.get_full_name()
    ]
    return shown[-1][-1]
