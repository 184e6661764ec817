"""What other sites can do with somebody's cookie, and what a request says about itself without being believed."""

import httpx
import pytest
from security.browser import HYDRATE, Browser
from security.signing_in import sign_in
from websockets.exceptions import InvalidStatus

from hiveforge.core.permissions import Role

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

EVIL = "https://evil.example"
WRITES = (
    ("POST", "/auth/sign-in"), ("POST", "/auth/sign-out"), ("POST", "/auth/sign-up"), ("POST", "/auth/forgot-password"),
    ("POST", "/api/v1/organizations"), ("PATCH", "/api/v1/me"), ("DELETE", "/api/v1/organizations/acme?name=Acme"),
    ("POST", "/auth/invitations/accept"), ("POST", "/_upload"),
)  # fmt: skip
FOREIGN = (
    {"Origin": EVIL}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"}, {"Origin": ""},
    {"Origin": "https://app.example.test.evil.example"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": "file://"},
    {"Referer": f"{EVIL}/x"}, {"Sec-Fetch-Site": "cross-site"}, {},
)  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_other_sites_cannot_write_with_somebodys_cookie(site, acme, owner, headers):
    """The browser adds the cookie; what it says about where the request comes from is what decides."""
    before = owner.execute("select count(*), max(name) from organizations").fetchone()
    async with httpx.AsyncClient(base_url=site.address) as http:
        for method, path in WRITES:
            said = {"Host": site.host, "Cookie": f"{site.cookie}={acme.secrets[Role.OWNER]}", **headers}
            for body in ({"json": {"name": "Evil"}}, {"data": {"name": "Evil"}}, {}):
                answer = await http.request(method, path, headers=said, **body)
                assert answer.status_code == 403, (method, path, body, answer.text[:200])
                assert "access-control-allow-origin" not in answer.headers
                assert "set-cookie" not in answer.headers
    assert owner.execute("select count(*), max(name) from organizations").fetchone() == before


async def test_a_form_of_another_site_cannot_pose_as_json(site, acme):
    """A text/plain body needs no preflight; the API takes JSON only as JSON."""
    async with site.http(acme.secrets[Role.OWNER], **{"Content-Type": "text/plain"}) as http:
        answer = await http.post("/api/v1/organizations", content='{"name": "Evil"}')
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "https://app.example.test.evil.example", "http://localhost:1", "file://"]
)
async def test_other_sites_are_granted_nothing_by_cors(site, acme, origin):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    async with site.http(acme.secrets[Role.OWNER], **asked) as http:
        for address in (
            "/api/v1/me",
            "/api/v1/organizations",
            "/",
            "/_event/?EIO=4&transport=polling",
            "/auth/sign-in",
            "/ping",
        ):
            for method in ("OPTIONS", "GET"):
                granted = (await http.request(method, address)).headers
                assert granted.get("access-control-allow-origin") in {None, site.origin}, (method, address)
                assert (
                    "access-control-allow-credentials" not in granted
                    or granted.get("access-control-allow-origin") != origin
                )


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "https://app.example.test.evil.example",
        "http://127.0.0.1:1",
        "file://",
        "",
        "chrome-extension://x",
    ],
)
async def test_other_sites_cannot_open_the_socket(site, acme, origin):
    browser = Browser(site, acme.secrets[Role.OWNER], Origin=origin)
    with pytest.raises(InvalidStatus) as refused:
        await browser.connect()
    assert refused.value.response.status_code == 403


async def test_there_is_no_polling_beside_the_socket(site, acme):
    for origin in (site.origin, EVIL):
        async with site.http(acme.secrets[Role.OWNER], Origin=origin) as http:
            for method in ("GET", "POST"):
                answer = await http.request(method, "/_event/?EIO=4&transport=polling&token=x")
                assert answer.status_code in {400, 403}
                assert "sid" not in answer.text


# --- what a request says about itself ---


@pytest.mark.parametrize(
    "host",
    ["evil.example", "app.example.test.evil.example", "evil.example:80", "app.example.test@evil.example", "", "[::2]"],
)
async def test_requests_for_another_host_are_refused(site, host):
    async with site.http(Host=host, Accept="text/html") as http:
        for address in ("/", "/api/v1/me", "/auth/sign-in", "/assets/entry-Ab3dEf12.js"):
            answer = await http.get(address)
            assert answer.status_code in {400, 421}, address
            assert "evil.example" not in answer.text


async def test_links_in_mail_lead_to_us_whatever_the_request_says(site, acme, owner):
    forged = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example"}
    async with site.http(**forged) as http:
        await http.post("/auth/forgot-password", data={"email": "owner@acme.test"})
    mails = owner.execute("select html, text from outgoing_mails").fetchall()
    assert mails
    for html, plain in mails:
        assert "evil.example" not in html + plain
        assert site.origin in html
        assert site.origin in plain


async def test_nobody_chooses_the_address_they_come_from(probe_server, owners_password, owner):
    """Without a trusted proxy the peer is the caller, whatever X-Forwarded-For says: counters and logs rely on it."""
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    await sign_in(probe_server, owners_password, **forged)
    newest = owner.execute("select address from sessions order by created_at desc limit 1").fetchone()
    assert newest == ("127.0.0.1",)
    async with Browser(probe_server, **forged) as browser:
        assert '"client_ip": "127.0.0.1"' in await browser.ask(HYDRATE)


async def test_guessing_passwords_ends_whatever_address_is_claimed(probe_server, owners_password):
    statuses = []
    for number in range(14):
        answer = await sign_in(
            probe_server, "wrong guess here", Accept="application/json", **{"X-Forwarded-For": f"203.0.113.{number}"}
        )
        statuses.append(answer.status_code)
    assert 429 in statuses
    assert set(statuses) <= {401, 422, 429}
    assert (await sign_in(probe_server, owners_password, Accept="application/json")).status_code == 429
