"""Frames that make no sense, requests beside the socket, and bugs: nobody else is harmed and nothing is given away."""

import contextlib
import json
from typing import Any

import httpx
import pytest
from security.browser import HYDRATE, PROBE, Browser

from hiveforge.core.permissions import Role
from hiveforge.ui.notices import Notices

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them


async def test_uploads_of_reflex_are_refused_with_and_without_a_cookie(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as victim:
        await victim.ask(HYDRATE)
        for secret in ("", acme.secrets[Role.OWNER]):
            for name in ("upload", "upload_unmarked", "marked", "plain"):
                headers = {"reflex-client-token": victim.token, "reflex-event-handler": f"{PROBE}.{name}"}
                # Reflex may hang up on a body it does not read.
                with contextlib.suppress(httpx.TransportError):
                    async with server.http(secret) as http:
                        await http.post("/_upload", files={"files": ("x.txt", b"evil")}, headers=headers)
        await victim.answer()
    assert server.ran == []


async def test_frames_that_make_no_sense_harm_nobody(server, acme):
    frames: list[Any] = [
        None, 5, "x", "{}", "[", [], [1], {}, {"name": 5}, {"name": None}, {"name": []}, {"name": "x"}, {"name": ""},
        {"name": "a.b.c", "payload": {}}, {"name": f"{PROBE}.marked", "payload": []},
        {"name": f"{PROBE}.marked", "payload": "x"}, {"name": f"{PROBE}.marked", "payload": None},
        {"name": f"{PROBE}.marked", "router_data": "x"}, {"name": f"{PROBE}.marked", "router_data": []},
        {"name": f"{PROBE}.marked", "router_data": None}, {"name": f"{PROBE}.marked", "router_data": {"asPath": None}},
        {"name": f"{PROBE}.marked", "router_data": {"asPath": 5}}, {"name": f"{PROBE}.marked", "router_data": {"asPath": []}},
        {"name": f"{PROBE}.marked", "router_data": {"asPath": "x" * 8001}},
        {"name": f"{PROBE}.marked", "router_data": {"query": "x"}}, {"name": f"{PROBE}.marked", "router_data": {"pathname": {}}},
        {"name": f"{PROBE}.marked", "router_data": {"query": {"slug": {}}}}, {"name": "_redirect", "payload": {"path": "//evil.example"}},
        {"name": f"{PROBE}.marked", "payload": {"actor": {"kind": "system"}}},
        {"name": f"{PROBE}.marked", "payload": {"self": 1, "number": "NaN"}},
        {"name": f"{PROBE}.marked", "payload": {"\x00": "\ud800"}}, {"name": "x" * 100_000},
    ]  # fmt: skip
    async with Browser(server, acme.secrets[Role.VIEWER]) as browser:
        log = server.log.stat().st_size
        for frame in frames:
            await browser.emit(frame)
        for kind in ("client_error", "ping", "nonsense", "trigger_event", "connect", "disconnect"):
            await browser.emit({"message": "x" * 10_000}, kind)
        heard = await browser.answer()
        assert "Traceback" not in heard
        written = server.log.read_text()[log:]
        assert "event failed" not in written
        assert len(written) < 40_000, "a few frames fill the log"
    assert server.ran == []


async def test_an_address_with_a_null_byte_still_opens_its_page(server, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.emit(
            {
                "name": f"{PROBE}.marked",
                "payload": {"number": 1},
                "router_data": {"asPath": "/o/acme?q=a\x00b", "query": {"q": "\x00"}},
            }
        )
        await browser.answer()
    assert server.ran == ["marked by Owner of Acme"]


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


async def test_a_failure_that_cannot_be_told_is_not_told_for_ever(server, acme):
    """Telling of a failure is an event like any other, and its failure must not be told in turn."""
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(HYDRATE)
        await browser.send(f"{PROBE.replace('probe____probe', 'probe____fuse')}.blow")
        await browser.quiet(0.5)
    assert 1 <= server.log.read_text().count("no light") < 12


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


def _last_notice(heard: str) -> dict[str, Any]:
    shown = [
        state["items_rx_state_"]
        for _, update in json.loads(heard)
        for name, state in update.get("delta", {}).items()
        if name == Notices.get_full_name()
    ]
    return shown[-1][-1]
