"""What the running server says to browsers: headers, cookies, and where it leads them."""

import re
from http.cookies import SimpleCookie
from urllib.parse import quote

import httpx
import pytest
from security.browser import HYDRATE, Browser
from security.payloads import HANDLERS
from security.server import Server
from security.signing_in import secret_of, sign_in

from hiveforge.core.permissions import Role

pytestmark = pytest.mark.xdist_group("attacked servers")  # each is started once for all of them

PAGES = ("/", "/o/acme/members", "/nowhere", "/sign-in")
ANSWERS = (
    *PAGES, "/assets/entry-Ab3dEf12.js", "/theme.css", "/api/docs", "/api/v1/me", "/api/v1/organizations/acme", "/api/nowhere",
    "/healthz", "/readyz", "/metrics", "/inbox", "/auth/sign-in", "/_event/?EIO=4&transport=polling", "/_event/", "/%00",
    "/assets/nothing.js", "/ping",
)  # fmt: skip


# --- what every answer says ---


@pytest.mark.parametrize("address", ANSWERS)
async def test_every_answer_carries_the_headers_that_harden_it(site, address):
    async with site.http(Accept="text/html") as http:
        answer = await http.get(address)
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in {"strict-origin-when-cross-origin", "no-referrer", "same-origin"}
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["x-request-id"]
    assert ("strict-transport-security" in headers) is site.origin.startswith("https")
    assert "x-powered-by" not in headers
    assert not re.search(r"\d", headers.get("server", "")), "the server tells its version"
    assert set(headers.get_list("access-control-allow-origin")) <= {site.origin}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ANSWERS)
async def test_no_policy_lets_foreign_or_unknown_inline_scripts_run(site, address):
    async with site.http(Accept="text/html") as http:
        answer = await http.get(address)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    scripts = policy.get("script-src", policy["default-src"]).split()
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "blob:", "https:", "http:"} & set(scripts)
    assert all(source in {"'self'", "'none'"} or source.startswith("'sha256-") for source in scripts)
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy.get("object-src", policy["default-src"]) == "'none'" or policy["default-src"] == "'none'"
    assert policy["form-action"] in {"'self'", "'none'"}
    connects = policy.get("connect-src", policy["default-src"]).split()
    own = {"'self'", "'none'", *(f"{scheme}://{name}" for scheme in ("ws", "wss") for name in _own_names(site))}
    assert set(connects) <= own


async def test_pages_are_asked_for_again_assets_are_kept_and_data_is_never_stored(site):
    async with site.http() as http:
        said = {address: (await http.get(address)).headers["cache-control"] for address in ANSWERS}
        said["form"] = (await http.post("/auth/sign-in", data={})).headers["cache-control"]
    assert said["/"] == said["/o/acme/members"] == "no-cache"
    assert said["/assets/entry-Ab3dEf12.js"] == "public, max-age=31536000, immutable"
    for address in ("/api/v1/me", "/api/v1/organizations/acme", "/api/nowhere", "form"):
        assert said[address] == "no-store", address


@pytest.mark.parametrize(
    "address",
    [
        "/.env", "/rxconfig.py", "/pyproject.toml", "/.git/config", "/.hiveforge/postgres", "/hiveforge/core/settings.py",
        "/assets/..%2f..%2f..%2frxconfig.py", "/%2e%2e/%2e%2e/etc/passwd", "/assets/%2e%2e%5c%2e%2e%5crxconfig.py",
        "//etc/passwd", "/_all_routes", "/_upload", "/api/openapi.yaml", "/docs", "/redoc", "/admin", "/server-status",
    ],
)  # fmt: skip
async def test_nothing_is_served_but_the_build_and_the_routes(https_server, address):
    async with https_server.http() as http:
        answer = await http.get(address)
    if answer.status_code == 200:
        assert "window.shell" in answer.text  # the page that says it does not exist
    for secret in ("[project]", "DATABASE_URL", "root:x:0", "import reflex", "repositoryformatversion"):
        assert secret not in answer.text


# --- cookies and sessions ---


async def test_the_session_cookie_cannot_be_read_sent_along_or_widened(site, owners_password):
    answer = await sign_in(site, owners_password)
    assert answer.status_code == 303
    raw = [line for line in answer.headers.get_list("set-cookie") if line.startswith(site.cookie)]
    for line in raw:
        morsel = next(iter(SimpleCookie(line).values()))
        assert morsel["httponly"]
        assert morsel["samesite"].lower() in {"lax", "strict"}
        assert morsel["path"] == "/"
        assert morsel["domain"] == ""
        assert bool(morsel["secure"]) is site.origin.startswith("https")
        assert int(morsel["max-age"]) > 0
    secret = secret_of(site, answer)
    assert len(secret) >= 32
    async with site.http(secret) as http:
        assert (await http.get("/api/v1/me")).json()["email"] == "owner@acme.test"
        out = await http.post("/auth/sign-out")
        assert f"{site.cookie}=" in out.headers["set-cookie"]
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert (await http.get("/api/v1/me")).status_code == 401


async def test_the_cookie_opens_the_socket(https_server, acme):
    async with Browser(https_server, acme.secrets[Role.OWNER]) as browser:
        assert '"role_rx_state_": "owner"' in await browser.ask(HYDRATE)
    async with Browser(https_server, cookie=f"hiveforge={acme.secrets[Role.OWNER]}") as browser:
        assert '"signed_in_rx_state_": false' in await browser.ask(HYDRATE)


async def test_a_session_that_the_client_chose_is_never_adopted(site, owners_password, owner):
    """Session fixation: who plants a cookie in somebody's browser must not share what they sign in to."""
    planted = "planted-by-an-attacker-0123456789-0123456789"
    first = secret_of(site, await sign_in(site, owners_password, cookie=f"{site.cookie}={planted}"))
    second = secret_of(site, await sign_in(site, owners_password, cookie=f"{site.cookie}={first}"))
    assert len({planted, first, second}) == 3
    for secret, status in ((planted, 401), (second, 200)):
        async with site.http(secret) as http:
            assert (await http.get("/api/v1/me")).status_code == status
    stored = [row[0] for row in owner.execute("select token_hash from sessions").fetchall()]
    assert not {planted, first, second} & set(stored)


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/%09/evil.example",
        "javascript:alert(1)", "data:text/html,x", "http:evil.example", "///evil.example", "/\x00//evil.example",
        "https:/evil.example", "@evil.example", "/.//evil.example", "%2f%2fevil.example", "evil.example", " //evil.example",
        "/\n/evil.example", "/o/acme\r\nSet-Cookie: x=y",
    ],
)  # fmt: skip
async def test_signing_in_and_out_leads_to_no_other_site(probe_server, owners_password, next_page, owner):
    """Wherever `next` is handed on to, it ends at a page of ours."""
    entered = await sign_in(probe_server, owners_password, next_page=next_page)
    async with probe_server.http(secret_of(probe_server, entered)) as http:
        left = await http.post("/auth/sign-out", data={"next": next_page})
    for answer in (entered, left):
        assert answer.status_code == 303
        location = answer.headers["location"]
        assert location.startswith("/"), location
        assert not re.match(r"/[/\\]|/[\x00-\x20]", location), location
        assert "\n" not in location
        assert "x=y" not in answer.headers.get("set-cookie", "")
    owner.execute("truncate private.rate_limits")
    async with Browser(probe_server, secret_of(probe_server, await sign_in(probe_server, owners_password))) as browser:
        arrive = next(name for name in HANDLERS if name.endswith("welcome_state.arrive"))
        heard = await browser.ask(arrive, {"last": ""}, path=f"/welcome?next={quote(next_page)}")
    for path in re.findall(r'"_redirect".*?"path": "([^"]*)"', heard):
        assert re.match(r"/($|[^/\\\s])", path), path


@pytest.mark.parametrize("size", [2_000_000, 20_000_000])
async def test_bodies_beyond_all_measure_are_refused(probe_server, acme, size):
    async with probe_server.http(acme.secrets[Role.OWNER]) as http:
        for address in ("/auth/sign-in", "/api/v1/organizations"):
            try:
                answer = await http.post(address, content=b"x" * size, headers={"Content-Type": "application/json"})
            except httpx.TransportError:
                continue  # hung up on in the middle of it
            assert answer.status_code == 413
            assert answer.headers["connection"] == "close"  # or the next request is lost with what was not read
        assert (await http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PROPFIND", "FOO"])
async def test_unknown_methods_do_nothing(probe_server, acme, method):
    async with probe_server.http(acme.secrets[Role.OWNER]) as http:
        for address in ("/api/v1/me", "/", "/auth/sign-in"):
            answer = await http.request(method, address)
            assert answer.status_code in {400, 403, 404, 405, 501}, address
            assert acme.secrets[Role.OWNER] not in answer.text


def _own_names(server: Server) -> set[str]:
    port = f":{server.port}"
    return {server.host} | ({f"localhost{port}", f"127.0.0.1{port}"} if "127.0.0.1" in server.host else set())
