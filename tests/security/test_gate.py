"""What the gate turns away, kind by kind, in one process with state in memory and in two that share a Redis.

The handlers attacked here stand in `probe.py`: they write down that they ran, and only the gate keeps them from it.
"""

from datetime import timedelta
from typing import Any

import pytest
from security.browser import LEFT, PROBE, RECALL, ROOT, Browser

from hiveforge.core.identity import SESSION_HASH_HEADER, secret_hash
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

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
        refused = await browser.ask(f"{PROBE}.chains") + await browser.quiet(0.2)
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
            assert f"jotting of {role.title()} of Acme" in await browser.ask(LEFT, {"text": "jotting"})
            owner.execute(ending, [*values, acme.people[role].id])
            heard = await browser.ask(RECALL)
            assert "/sign-in" in heard
            assert "jotting" not in heard
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
    paths += ["//o/acme", "javascript:alert(1)", "/o/acme?/o/globex", "x" * 5000]
    for path in paths:
        async with Browser(server, globex.secrets[Role.OWNER]) as browser:
            heard = await browser.ask(f"{PROBE}.marked", path=path)
            assert "There is nothing here" in heard, path
            assert "Acme" not in heard, path
    assert server.ran == []
