"""Cross-site requests. The session cookie of these tests is nobody's: the wall stands before anybody looks it up."""

import json

import pytest

from hiveforge.core.origins import own_origins
from hiveforge.core.settings import settings

OWN = "http://localhost:8000"
FOREIGN = ["https://evil.example", "null", "http://localhost:9999", "https://localhost:8000",
           "http://localhost:8000.evil.example", "http://evil.example/http://localhost:8000", ""]  # fmt: skip


def cookie() -> dict[str, str]:
    return {"cookie": f"{settings().session_cookie}=abc"}


@pytest.mark.parametrize("path", ["/auth/sign-in", "/api/v1/things"])
@pytest.mark.parametrize("origin", FOREIGN)
async def test_write_from_a_foreign_origin_is_refused(browse, path, origin):
    async with browse() as client:
        answer = await client.post(path, headers={"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize("origin", [OWN, "http://127.0.0.1:8000", "http://[::1]:8000"])
async def test_write_from_our_own_origin_passes(browse, origin):
    async with browse() as client:
        assert (await client.post("/auth/sign-in", headers={"origin": origin} | cookie())).text == "signed in"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "origin": OWN},
        {"referer": "https://evil.example/http://localhost:8000/"},
        {"referer": "http://[half"},
    ],
)
async def test_write_that_the_browser_calls_foreign_is_refused(browse, headers):
    async with browse() as client:
        assert (await client.post("/auth/sign-in", headers=headers)).status_code == 403


async def test_referer_stands_in_for_a_missing_origin(browse):
    async with browse() as client:
        answer = await client.post("/auth/sign-in", headers={"referer": f"{OWN}/sign-in"} | cookie())
    assert answer.status_code == 200


async def test_cookie_without_any_sign_of_its_page_is_refused_and_a_program_without_cookie_passes(browse):
    async with browse() as client:
        assert (await client.post("/auth/sign-in", headers=cookie())).status_code == 403
        assert (await client.post("/auth/sign-in")).status_code == 200


async def test_reading_is_open_to_links_from_other_sites(browse):
    async with browse() as client:
        answer = await client.get("/pricing/", headers={"sec-fetch-site": "cross-site"} | cookie())
    assert answer.status_code == 200


async def test_signed_webhooks_need_no_origin(browse):
    async with browse() as client:
        answer = await client.post("/webhooks/stripe", headers={"origin": "https://stripe.example"}, content="{}")
    assert answer.text == "stored"


@pytest.mark.parametrize("refusable", [True, False])
@pytest.mark.parametrize("origin", FOREIGN)
async def test_websocket_from_a_foreign_page_is_refused_before_it_opens(shake_hands, origin, refusable):
    assert (await shake_hands(origin=origin, refusable=refusable, **cookie())).status == 403


async def test_refused_websocket_is_told_why(shake_hands):
    refusal = await shake_hands(origin="https://evil.example")
    assert json.loads(refusal.body)["code"] == "cross_site"
    assert refusal.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("headers", [{"origin": OWN}, {}])
async def test_websocket_from_our_page_or_from_a_program_opens(shake_hands, headers):
    assert (await shake_hands(**headers)).first == "hello"


def test_default_port_is_left_out_as_browsers_do(configure):
    configure(HIVEFORGE_ORIGIN="https://app.example.com:443/")
    assert own_origins() == {"https://app.example.com"}


async def test_a_file_is_no_json(browse):
    """Forms of other sites cannot send one, so it passes the wall; where JSON is asked for, it is not read as such."""
    body = json.dumps({"name": "thing", "size": 1})
    async with browse() as client:
        answer = await client.post("/api/v1/things", content=body, headers={"content-type": "application/octet-stream"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
