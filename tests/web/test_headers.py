import base64
import hashlib

import pytest

HARDENING = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
EVERYWHERE = ["/", "/pricing", "/o/acme", "/nothing", "/assets/entry-Ab3dEf12.js", "/api/v1/things/bug", "/api/nothing",
              "/api/docs", "/healthz", "/preview"]  # fmt: skip


def directives(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_is_hardened(browse, path):
    async with browse() as client:
        answer = await client.get(path)
    assert {name: answer.headers.get(name) for name in HARDENING} == HARDENING
    assert "camera=()" in answer.headers["permissions-policy"]
    policy = directives(answer)
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert "'unsafe-inline'" not in str(policy)
    assert "'unsafe-eval'" not in str(policy)
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
async def test_refusals_at_the_edge_are_hardened_too(browse, headers):
    async with browse() as client:
        answer = await client.post("/auth/sign-in", headers=headers)
    assert answer.status_code in {403, 421}
    assert {name: answer.headers.get(name) for name in HARDENING} == HARDENING
    assert directives(answer)["default-src"] == ["'none'"]


async def test_page_may_run_exactly_its_own_inline_scripts(browse):
    async with browse() as client:
        front, pricing = await client.get("/"), await client.get("/pricing")
    scripts = {sha256('window.theme = "a" && 1'), sha256("\nhydrate();\n")}
    assert set(directives(front)["script-src"]) == {"'self'", *scripts}
    assert set(directives(pricing)["script-src"]) == {"'self'", sha256("pricing()")}


async def test_page_may_show_exactly_its_own_inline_styles(browse):
    async with browse() as client:
        front, pricing = await client.get("/"), await client.get("/pricing")
    assert set(directives(front)["style-src"]) == {"'self'", sha256(".a{color:red}")}
    assert set(directives(front)["style-src-attr"]) == {"'unsafe-hashes'", sha256('display:none;content:"x"')}
    assert directives(pricing)["style-src-attr"] == ["'none'"]


@pytest.mark.parametrize(("path", "status"), [("/o/acme/members", 200), ("/nothing", 404)])
async def test_address_without_a_file_gets_the_policy_of_the_shell(browse, path, status):
    async with browse() as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert set(directives(answer)["script-src"]) == {"'self'", sha256("window.shell = 1")}


async def test_markup_from_a_route_may_do_nothing_unless_the_route_says_so(browse):
    async with browse() as client:
        assert directives(await client.get("/preview"))["default-src"] == ["'none'"]
        assert "script-src" not in directives(await client.get("/preview"))


async def test_page_may_connect_to_this_server_only(browse, configure):
    configure(HIVEFORGE_ORIGIN="https://app.example.com")
    async with browse() as client:
        answer = await client.get("/")
    assert directives(answer)["connect-src"] == ["'self'", "wss://app.example.com"]


async def test_transport_security_is_promised_over_https_only(browse, configure):
    async with browse() as client:
        assert "strict-transport-security" not in (await client.get("/")).headers
    configure(HIVEFORGE_ORIGIN="https://app.example.com")
    async with browse() as client:
        assert "max-age=63072000" in (await client.get("/")).headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/entry-Ab3dEf12.js", "public, max-age=31536000, immutable"),
        ("/theme.css", "public, max-age=3600"),
        ("/", "no-cache"),
        ("/o/acme", "no-cache"),
        ("/nothing", "no-cache"),
        ("/assets/gone-Ab3dEf12.js", "no-cache"),  # a page says so: it must not stay in place of the file
        ("/api/v1/things/missing", "no-store"),
        ("/healthz", "no-store"),
    ],
)
async def test_browser_keeps_what_it_may(browse, path, kept):
    async with browse() as client:
        assert (await client.get(path)).headers["cache-control"] == kept


async def test_page_asked_for_again_keeps_its_policy(browse):
    async with browse() as client:
        first = await client.get("/pricing")
        again = await client.get("/pricing", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers  # a new one would replace that of the kept page
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/pricing", "/pricing/", "/pricing.html"])
async def test_page_is_served_without_a_detour(browse, path):
    async with browse() as client:
        answer = await client.get(path)
    assert (answer.status_code, "pricing()" in answer.text) == (200, True)
    assert set(directives(answer)["script-src"]) == {"'self'", sha256("pricing()")}


async def test_other_sites_may_show_our_pictures_and_nothing_else(browse):
    async with browse() as client:
        picture, page = await client.get("/logo.svg"), await client.get("/pricing")
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
