"""`…/documents` over HTTP, as programs use it."""

import pytest

from hiveforge.core.permissions import Role

PLACE = "/api/v1/organizations/acme/documents"
BYTES = {"Content-Type": "application/octet-stream"}
TEXT = b"# Handbook\n\n## Leave\n\nEverybody has thirty days of leave.\n"


@pytest.fixture
def client(acme, http):
    return lambda role=Role.MEMBER: http(acme.secrets[role])


async def upload(api, content=TEXT, name="handbook.md", **query):
    return await api.post(PLACE, params={"name": name, **query}, content=content, headers=BYTES)


async def test_a_program_uploads_waits_searches_and_reads(client, drain):
    async with client() as api:
        made = await upload(api, tags="HR, Legal")
        assert (made.status_code, made.json()["status"], made.json()["tags"]) == (201, "queued", ["HR", "Legal"])
        await drain()
        document = made.json()["id"]
        assert (await api.get(f"{PLACE}/{document}")).json()["status"] == "ready"
        (found,) = (await api.get(f"{PLACE}/search", params={"q": "days of leave"})).json()
        assert found | {"score": 0} == {
            "document_id": document, "title": "handbook", "headings": ["Handbook", "Leave"], "number": 1, "page": None,
            "text": "Everybody has thirty days of leave.", "marks": [[21, 25], [29, 34]], "score": 0,
        }  # fmt: skip
        read = (await api.get(f"{PLACE}/{document}/passages")).json()
        assert [piece["text"] for piece in read["passages"][0]["pieces"]] == ["Everybody has thirty days of leave."]
        assert (await api.get(f"{PLACE}/tags")).json() == [
            {"tag": "HR", "documents": 1},
            {"tag": "Legal", "documents": 1},
        ]


async def test_lists_are_read_piece_by_piece(client):
    async with client() as api:
        for n in range(5):
            await upload(api, name=f"file {n}.txt", tags="even" if n % 2 == 0 else "")
        seen, cursor = [], ""
        while cursor is not None:
            page = (await api.get(PLACE, params={"limit": 2, "cursor": cursor, "sort": "title"})).json()
            seen += [row["title"] for row in page["items"]]
            cursor = page["next_cursor"]
        assert seen == [f"file {n}" for n in range(5)]
        even = (await api.get(PLACE, params={"tag": "even", "q": "FILE", "status": "queued"})).json()["items"]
        assert [row["title"] for row in even] == ["file 4", "file 2", "file 0"]


async def test_a_program_changes_replaces_and_deletes(client, drain):
    async with client() as api:
        document = (await upload(api)).json()["id"]
        changed = await api.patch(f"{PLACE}/{document}", json={"title": "Rules", "tags": ["HR"]})
        assert (changed.json()["title"], changed.json()["tags"]) == ("Rules", ["HR"])
        replaced = await api.post(
            f"{PLACE}/{document}/file", params={"name": "new.txt"}, content=b"Bees", headers=BYTES
        )
        assert (replaced.status_code, replaced.json()["revision"], replaced.json()["title"]) == (200, 2, "Rules")
        await drain()
        assert (await api.post(f"{PLACE}/{document}/retry")).json()["code"] == "nothing_to_retry"
        assert (await api.delete(f"{PLACE}/{document}")).status_code == 204
        assert (await api.get(f"{PLACE}/{document}")).status_code == 404
        assert (await api.get(f"{PLACE}/search", params={"q": "bees"})).json() == []


async def test_viewers_search_and_read_only(client):
    async with client(Role.VIEWER) as api:
        assert (await upload(api)).json()["code"] == "not_allowed"
        assert (await api.get(PLACE)).json() == {"items": [], "next_cursor": None}


async def test_strangers_and_other_tenants_find_nothing(client, http, globex):
    async with client() as api:
        document = (await upload(api)).json()["id"]
    async with http() as stranger:
        assert (await stranger.get(PLACE)).status_code == 401
    async with http(globex.secrets[Role.OWNER]) as other:
        assert (await other.get(f"{PLACE}/{document}")).status_code == 404
        mine = f"/api/v1/organizations/globex/documents/{document}"
        for method, path in (("GET", ""), ("GET", "/passages"), ("POST", "/retry"), ("DELETE", "")):
            assert (await other.request(method, f"{mine}{path}")).status_code == 404
        replaced = await other.post(f"{mine}/file", params={"name": "x.txt"}, content=b"x", headers=BYTES)
        assert replaced.status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 50, "picture.pdf", "type_not_allowed"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "drawing.html",
            "type_not_allowed",
        ),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200), "setup.docx", "type_not_allowed"),
        (b"", "empty.txt", "empty_file"),
    ],
)
async def test_what_cannot_be_a_document_is_refused_with_words(client, content, name, code):
    async with client() as api:
        refused = await upload(api, content, name)
        assert refused.json()["code"] == code
        assert refused.json()["title"]
        assert (await api.get(PLACE)).json()["items"] == []


async def test_too_large_a_file_is_told_what_the_plan_takes(client):
    async with client() as api:
        refused = (await upload(api, b"x" * 10_000_001)).json()
        assert (refused["code"], refused["limit"], refused["upgrade_url"]) == (
            "file_too_large",
            10_000_000,
            "/o/acme/billing",
        )


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 1001}, {"q": "x", "limit": 0}, {"q": "x", "limit": 51}])
async def test_a_search_without_sense_is_told_so(client, query):
    async with client() as api:
        assert (await api.get(f"{PLACE}/search", params=query)).status_code == 422
