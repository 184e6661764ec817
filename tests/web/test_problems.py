import pytest

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("missing", 404, "not_found"), ("taken", 409, "conflict"), ("busy", 429, "too_many"), ("bug", 500, "internal"),
     ("outage", 503, "unavailable")],
)  # fmt: skip
async def test_every_error_is_a_problem_with_code_and_request_id(browse, name, status, code):
    async with browse() as client:
        answer = await client.get(f"/api/v1/things/{name}")
    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:problem-type:hiveforge:{code}")
    assert body["title"]
    assert body["request_id"] == answer.headers["x-request-id"] != ""


async def test_refusal_names_its_field_and_when_to_come_back(browse):
    async with browse() as client:
        taken = (await client.get("/api/v1/things/taken")).json()
        busy = await client.get("/api/v1/things/busy")
    assert (taken["param"], taken["fields"]) == ("name", {"name": "That name is taken."})
    assert (busy.headers["retry-after"], busy.json()["retry_after"]) == ("13", 12.2)


async def test_refusal_for_want_of_a_plan_says_how_much_there_is_and_where_more_is(browse):
    async with browse() as client:
        body = (await client.get("/api/v1/things/full")).json()
    assert (body["limit"], body["used"], body["upgrade_url"]) == (0, 0, "/o/acme/billing")


async def test_all_wrong_fields_are_named_at_once_without_repeating_the_input(browse):
    async with browse() as client:
        answer = await client.post(
            "/api/v1/things", json={"name": "xY", "size": "hunter2", "addresses": [{"city": "Łódź"}, {}]}
        )
    body = answer.json()
    assert answer.status_code == 422
    assert set(body["fields"]) == {"name", "size", "addresses.1.city"}
    assert body["param"] == "name"
    assert "hunter2" not in answer.text
    assert "xY" not in answer.text


@pytest.mark.parametrize("content", [b"{", b'{"name": }', b"\xff\xfe", b'{"name": "\xff"}'])
async def test_malformed_json_is_a_problem(browse, content):
    async with browse() as client:
        answer = await client.post("/api/v1/things", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("content", [b"[]", b"null", b"7", b'"text"'])
async def test_json_of_the_wrong_kind_is_a_problem(browse, content):
    async with browse() as client:
        answer = await client.post("/api/v1/things", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, {"body"})


async def test_api_body_of_another_media_type_is_refused(browse):
    async with browse() as client:
        answer = await client.post(
            "/api/v1/things", content='{"name": "abc", "size": 1}', headers={"content-type": "text/plain"}
        )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_unknown_address_below_api_is_a_problem_and_the_page_elsewhere(browse):
    async with browse() as client:
        api, page = await client.get("/api/v1/nothing"), await client.get("/nothing")
    assert (api.status_code, api.json()["code"]) == (404, "not_found")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "shell" in page.text


async def test_wrong_method_says_which_are_right(browse):
    async with browse() as client:
        answer = await client.delete("/api/v1/things")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "POST")


async def test_failure_is_reported_once_and_its_cause_told_to_nobody_outside(browse, reported):
    async with browse() as client:
        answer = await client.get("/api/v1/things/bug")
    ((error, context),) = reported
    assert str(error) == "secret of ada@example.com"
    assert context["request_id"] == answer.headers["x-request-id"]
    assert context["route"] == "/api/v1/things/{name}"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


async def test_outage_of_the_database_asks_to_come_back_and_is_not_reported(browse, reported):
    async with browse() as client:
        answer = await client.get("/api/v1/things/outage")
    assert int(answer.headers["retry-after"]) > 0
    assert "10.0.0.3" not in answer.text
    assert not reported


async def test_browser_gets_a_page_that_works_without_anything_else(browse):
    async with browse(accept="text/html,application/xhtml+xml") as client:
        answer = await client.get("/auth/broken")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["x-request-id"] in answer.text
    assert "script" not in answer.text
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
