"""Files over HTTP: sent raw, served in ranges, privately, and never as a page of ours."""

import hashlib
from datetime import timedelta

import pytest

from hiveforge.core.clock import now
from hiveforge.core.settings import settings
from hiveforge.features.files import rules

from .streams import pieces, png, text

HERE = "/api/v1/organizations/acme/files"
RAW = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def send(http, acme, folder):
    """`await send(content)` uploads as a member of Acme."""

    async def post(content: bytes, name: str = "notes.txt", role: str = "member", at: str = HERE, **headers: str):
        async with http(acme.secrets[role]) as client:
            return await client.post(at, params={"name": name}, content=content, headers=RAW | headers)

    return post


@pytest.fixture
async def notes(send):
    """A stored file of 1000 bytes, as the API describes it."""
    return (await send(text(1000), "Łódź notes.txt")).json()


@pytest.fixture
def read(http, acme):
    async def get(file, role: str = "viewer", *, method: str = "GET", **headers: str):
        async with http(acme.secrets[role]) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, f"{HERE}/{file['id']}", headers=named)

    return get


async def test_a_file_is_stored_and_described(send, read, acme):
    content = text(70_000)
    answer = await send(content, "notes.txt")
    assert answer.status_code == 201
    file = answer.json()
    assert (file["name"], file["size"], file["content_type"]) == ("notes.txt", 70_000, "text/plain")
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    got = await read(file)
    assert (got.status_code, got.content) == (200, content)


async def test_a_file_is_private_and_is_not_run(read, notes):
    got = await read(notes)
    assert got.headers["cache-control"] == "private, no-cache"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].endswith("; sandbox")
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"__d_ notes.txt\"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20notes.txt"
    )


async def test_a_name_cannot_write_headers(send, read):
    file = (await send(text(10), 'a"; x="y\r\nSet-Cookie: evil=1\r\n\r\n<script>.txt')).json()
    got = await read(file)
    assert "set-cookie" not in got.headers
    assert got.headers["content-disposition"] == (
        'attachment; filename="a _ x_ y Set-Cookie evil_1 script.txt"; '
        "filename*=UTF-8''a%20%3B%20x%3D%20y%20Set-Cookie%20evil%3D1%20script.txt"
    )


async def test_only_harmless_kinds_are_shown(http, acme, send):
    hostile = {
        "page.html": b"<!doctype html><script>alert(1)</script>",
        "picture.xml": b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"/>',
    }
    async with http(acme.secrets["viewer"]) as client:
        for name, content in hostile.items():
            file = (await send(content, name)).json()
            got = await client.get(f"{HERE}/{file['id']}?inline=true")
            assert got.headers["content-disposition"].startswith("attachment;"), name
            assert got.headers["content-security-policy"].endswith("sandbox"), name
        for name, content in {"a.png": png(100), "a.md": b"# <script>alert(1)</script>"}.items():
            file = (await send(content, name)).json()
            got = await client.get(f"{HERE}/{file['id']}?inline=true")
            assert got.headers["content-disposition"].startswith("inline;"), name
            assert "html" not in got.headers["content-type"]


@pytest.mark.parametrize(
    ("asked", "status", "said", "span"),
    [
        ("bytes=0-99", 206, "bytes 0-99/1000", slice(0, 100)),
        ("bytes=990-", 206, "bytes 990-999/1000", slice(990, 1000)),
        ("bytes=-10", 206, "bytes 990-999/1000", slice(990, 1000)),
        ("bytes=990-5000", 206, "bytes 990-999/1000", slice(990, 1000)),
        ("bytes=-5000", 206, "bytes 0-999/1000", slice(0, 1000)),
        ("bytes=1000-", 416, "bytes */1000", slice(0, 0)),
        ("bytes=-0", 416, "bytes */1000", slice(0, 0)),
        ("bytes=5-3", 200, None, slice(0, 1000)),
        ("bytes=0-1,3-4", 200, None, slice(0, 1000)),
        ("bytes=-", 200, None, slice(0, 1000)),
        ("lines=0-9", 200, None, slice(0, 1000)),
        ("bytes=" + "9" * 30 + "-", 200, None, slice(0, 1000)),
    ],
)
async def test_ranges(read, notes, asked, status, said, span):
    got = await read(notes, Range=asked)
    assert (got.status_code, got.headers.get("content-range")) == (status, said)
    assert got.content == text(1000)[span]


async def test_what_the_browser_has_is_not_sent_again(read, notes):
    etag = (await read(notes)).headers["etag"]
    for known in (etag, f'W/{etag}, "other"', "*"):
        got = await read(notes, If_None_Match=known)
        assert (got.status_code, got.content, got.headers["etag"]) == (304, b"", etag)
    assert (await read(notes, If_None_Match='"other"')).status_code == 200
    assert (await read(notes, Range="bytes=0-9", If_Range=etag)).status_code == 206
    assert (await read(notes, Range="bytes=0-9", If_Range='"other"')).status_code == 200


async def test_head_says_what_get_would(read, notes):
    got = await read(notes, method="HEAD")
    assert (got.status_code, got.headers["content-length"], got.content) == (200, "1000", b"")


async def test_other_tenants_viewers_and_strangers(http, acme, globex, send, notes):
    for secret, status in ((globex.secrets["owner"], 404), ("", 401), ("made-up", 401)):
        async with http(secret) as client:
            for method, path in (
                ("GET", f"{HERE}/{notes['id']}"),
                ("GET", f"{HERE}/{notes['id']}/details"),
                ("POST", f"{HERE}/{notes['id']}/links"),
                ("DELETE", f"{HERE}/{notes['id']}"),
            ):
                assert (await client.request(method, path)).status_code == status, (method, path)
            assert (await client.post(HERE, params={"name": "x"}, content=b"x", headers=RAW)).status_code == status
    async with http(globex.secrets["owner"]) as client:
        own = f"/api/v1/organizations/globex/files/{notes['id']}"
        never = f"/api/v1/organizations/globex/files/{acme.id}"
        answers = [await client.get(path) for path in (own, never)]
    assert {a.status_code for a in answers} == {404}
    assert {a.json()["title"] for a in answers} == {"There is nothing here."}
    assert (await send(b"x", role="viewer")).status_code == 403


async def test_what_is_not_sent_as_a_file_is_refused(http, acme, folder):
    async with http(acme.secrets["member"]) as client:
        for kind in (
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json",
            "application/x-www-form-urlencoded",
        ):
            got = await client.post(HERE, params={"name": "a"}, content=b"{}", headers={"Content-Type": kind})
            assert (got.status_code, got.json()["code"]) == (415, "unsupported_media_type"), kind
        got = await client.post(HERE, params={"name": "a"}, content=pieces(b"x"), headers=RAW)
        assert (got.status_code, got.json()["code"]) == (411, "length_required")
        for body, code in ((b"", "empty_file"), (b"MZ\x90\0" + bytes(64), "type_not_allowed")):
            got = await client.post(HERE, params={"name": "a.txt"}, content=body, headers=RAW)
            assert got.json()["code"] == code


async def test_other_sites_cannot_upload(send):
    assert (await send(b"x", Origin="https://evil.example")).json()["code"] == "cross_site"


async def test_too_large_files_say_what_the_plan_takes(http, acme, folder):
    async with http(acme.secrets["member"]) as client:
        got = await client.post(HERE, params={"name": "a"}, content=b"", headers=RAW | {"Content-Length": "10000001"})
        beyond = {"Content-Length": str(rules.LARGEST_UPLOAD + 1)}
        wall = await client.post(HERE, params={"name": "a"}, content=b"", headers=RAW | beyond)
        elsewhere = await client.post(f"{HERE}/x/links", content=b"", headers=RAW | {"Content-Length": "2000000"})
    said = got.json()
    assert (got.status_code, said["code"], said["limit"], said["used"]) == (
        402,
        "file_too_large",
        10_000_000,
        10_000_001,
    )
    assert said["upgrade_url"] == "/o/acme/billing"
    assert wall.status_code == 413
    assert elsewhere.status_code == 413


async def test_attachments_are_listed_and_deleted(http, acme, send, drain, kept):
    names = [(await send(text(10), f"{n}.txt")).json()["id"] for n in range(3)]
    async with http(acme.secrets["member"]) as client:
        first = (await client.get(HERE, params={"limit": 2})).json()
        rest = (await client.get(HERE, params={"limit": 2, "cursor": first["next_cursor"]})).json()
        assert [file["id"] for file in first["items"] + rest["items"]] == names[::-1]
        assert (await client.delete(f"{HERE}/{names[0]}")).status_code == 204
        assert (await client.get(f"{HERE}/{names[0]}")).status_code == 404
        assert (await client.delete(f"{HERE}/{names[0]}")).status_code == 404
    await drain()
    assert kept() == [10, 10]


# --- signed links ---


@pytest.fixture
async def link(http, acme, notes):
    async with http(acme.secrets["viewer"]) as client:
        return (await client.post(f"{HERE}/{notes['id']}/links")).json()["url"]


async def test_a_link_needs_no_cookie_and_takes_ranges(http, link):
    async with http() as stranger:
        assert (await stranger.get(link)).content == text(1000)
        assert (await stranger.get(link, headers={"Range": "bytes=1-2"})).content == text(1000)[1:3]


async def test_a_changed_link_is_nothing(http, link, globex, acme):
    changes = [
        ("inline=0", "inline=1"),
        (f"organization={acme.id}", f"organization={globex.id}"),
        (f"session={acme.sessions['viewer']}", f"session={acme.sessions['owner']}"),
        ("expires=1", "expires=2"),
        ("signature=", "signature=0"),
        ("signature=", "signature=é"),
    ]
    async with http() as stranger:
        for old, new in changes:
            assert old in link
            assert (await stranger.get(link.replace(old, new))).status_code == 404, new


@pytest.mark.parametrize("ending", ["time", "session", "membership", "organization", "file"])
async def test_a_link_ends_with_what_it_stands_on(http, link, acme, owner, notes, ending, monkeypatch):
    match ending:
        case "time":
            later = now() + rules.LINK_LASTS + timedelta(seconds=1)
            monkeypatch.setattr("hiveforge.features.files.service.reading.now", lambda: later)
        case "session":
            owner.execute("delete from sessions where id = %s", [acme.sessions["viewer"]])
        case "membership":
            owner.execute("delete from memberships where user_id = %s", [acme.people["viewer"].id])
        case "organization":
            owner.execute("update organizations set deleted_at = now() where id = %s", [acme.id])
        case "file":
            owner.execute("update files set state = 'deleted' where id = %s", [notes["id"]])
    async with http() as stranger:
        assert (await stranger.get(link)).status_code == 404


async def test_the_secret_of_links_is_that_of_this_installation(link):
    assert settings().secret_key.get_secret_value() not in link
