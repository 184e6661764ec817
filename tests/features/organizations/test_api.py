"""The REST API of organizations, members and invitations, through the real walls."""

import pytest
from factories import person

from hiveforge.core.clock import new_id
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import InviteForm, invite

ORGANIZATIONS = "/api/v1/organizations"


def secret(tenant, role=Role.OWNER) -> str:
    return tenant.secrets[role]


async def test_nothing_is_answered_without_credentials(http, acme):
    for method, path in [
        ("GET", ORGANIZATIONS),
        ("POST", ORGANIZATIONS),
        ("GET", f"{ORGANIZATIONS}/acme"),
        ("GET", f"{ORGANIZATIONS}/no such thing"),
        ("PATCH", f"{ORGANIZATIONS}/acme/members/x"),
        ("POST", f"{ORGANIZATIONS}/acme/invitations"),
    ]:
        async with http() as client:
            answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), path


async def test_an_organization_is_found_by_slug_and_by_id(http, acme, globex):
    async with http(secret(acme, Role.VIEWER)) as client:
        by_slug, by_id = [await client.get(f"{ORGANIZATIONS}/{place}") for place in ("acme", acme.id)]
        assert by_slug.json() == by_id.json()
        assert by_slug.json()["role"] == "viewer"
        mine = (await client.get(ORGANIZATIONS)).json()
    assert ([o["slug"] for o in mine["items"]], mine["next_cursor"]) == (["acme"], None)


async def test_foreign_missing_and_malformed_ids_get_the_same_answer(http, acme, globex):
    guest = (await invite(globex.owner, InviteForm(emails="x@example.com"))).invited[0].id
    foreign, missing, malformed = globex.people[Role.VIEWER].id, new_id(), "not-an-id"
    places = ("globex", globex.id, missing, malformed, "%00", "蜂", "x" * 300)
    seen = set()
    async with http(secret(acme, Role.OWNER)) as client:
        for path in [f"{ORGANIZATIONS}/{place}" for place in places]:
            seen.add(_problem(await client.get(path)))
            seen.add(_problem(await client.get(f"{path}/members")))
            seen.add(_problem(await client.patch(path, json={"name": "x", "version": 1})))
            seen.add(_problem(await client.delete(path, params={"name": "Globex"})))
        for one in (foreign, missing, malformed):
            path = f"{ORGANIZATIONS}/acme/members/{one}"
            seen.add(_problem(await client.get(path)))
            seen.add(_problem(await client.patch(path, json={"role": "viewer"})))
            seen.add(_problem(await client.delete(path)))
        for one in (guest, missing, malformed):
            path = f"{ORGANIZATIONS}/acme/invitations/{one}"
            seen.add(_problem(await client.delete(path)))
            seen.add(_problem(await client.post(f"{path}/resend")))
    assert seen == {(404, "not_found", "There is nothing here.")}


def _problem(answer):
    body = answer.json()
    return answer.status_code, body["code"], body["title"]


async def test_a_program_founds_changes_and_deletes_an_organization(http, owner):
    await person("ada@example.com", secret="ada")
    async with http("ada") as client:
        made = await client.post(ORGANIZATIONS, json={"name": "Analytical Engines"})
        assert (made.status_code, made.json()["slug"]) == (201, "analytical-engines")
        place = f"{ORGANIZATIONS}/{made.json()['id']}"
        changed = await client.patch(place, json={"slug": "engines", "version": 1})
        assert (changed.json()["name"], changed.json()["slug"], changed.json()["version"]) == (
            "Analytical Engines",
            "engines",
            2,
        )
        late = await client.patch(place, json={"name": "Late", "version": 1})
        assert (late.status_code, late.json()["code"]) == (409, "organization_changed")
        refused = await client.delete(place, params={"name": "engines"})
        assert (refused.status_code, refused.json()["fields"].keys()) == (422, {"name"})
        assert (await client.delete(place, params={"name": "Analytical Engines"})).status_code == 204
        assert (await client.get(place)).status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": "x" * 81}, {"name"}),
        ({"name": 7}, {"name"}),
        ({"name": "x", "slug": "Ä"}, {"slug"}),
        ({"name": "x", "role": "owner"}, {"role"}),
        ([], {"body"}),
    ],
)
async def test_malformed_bodies_are_explained(http, acme, body, fields):
    async with http(secret(acme)) as client:
        answer = await client.post(ORGANIZATIONS, json=body)
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, fields)


async def test_members_are_searched_sorted_and_read_in_pieces(http, acme):
    path, seen, cursor = f"{ORGANIZATIONS}/acme/members", [], ""
    async with http(secret(acme, Role.VIEWER)) as client:
        while cursor is not None:
            page = (await client.get(path, params={"sort": "-role", "limit": 3, "cursor": cursor})).json()
            seen += [m["role"] for m in page["items"]]
            cursor = page["next_cursor"]
        assert seen == ["viewer", "member", "admin", "owner"]
        found = (await client.get(path, params={"q": "ADMIN@", "role": "admin"})).json()["items"]
        assert [m["email"] for m in found] == ["admin@acme.test"]
        for wrong in ({"cursor": "x"}, {"limit": 0}, {"limit": 101}, {"sort": "password"}, {"role": "king"}):
            answer = await client.get(path, params=wrong)
            assert (answer.status_code, answer.json()["fields"].keys()) == (422, wrong.keys())
        assert (await client.get(path, params={"q": "\x00%"})).json()["items"] == []


async def test_roles_are_changed_and_members_removed_by_who_may(http, acme):
    path = f"{ORGANIZATIONS}/acme/members/{acme.people[Role.VIEWER].id}"
    async with http(secret(acme, Role.MEMBER)) as client:
        assert (await client.patch(path, json={"role": "admin"})).status_code == 403
    async with http(secret(acme, Role.ADMIN)) as client:
        assert (await client.patch(path, json={"role": "owner"})).json()["code"] == "owners_make_owners"
        assert (await client.patch(path, json={"role": "king"})).status_code == 422
        assert (await client.patch(path, json={"role": "member"})).json()["role"] == "member"
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
    async with http(secret(acme)) as client:
        mine = f"{ORGANIZATIONS}/acme/members/{acme.people[Role.OWNER].id}"
        assert (await client.delete(mine)).json()["code"] == "last_owner"


async def test_invitations_are_sent_listed_sent_again_and_revoked(http, acme, queued):
    path = f"{ORGANIZATIONS}/acme/invitations"
    async with http(secret(acme, Role.ADMIN)) as client:
        done = await client.post(path, json={"emails": ["a@example.com", "viewer@acme.test"], "role": "viewer"})
        assert (done.status_code, done.json()["members"]) == (201, ["viewer@acme.test"])
        (listed,) = (await client.get(path)).json()["items"]
        assert (listed["email"], listed["role"]) == ("a@example.com", "viewer")
        assert "token" not in str(listed)
        assert (await client.post(f"{path}/{listed['id']}/resend")).status_code == 200
        assert (await client.delete(f"{path}/{listed['id']}")).status_code == 204
        assert (await client.get(path)).json()["items"] == []
        made = (await client.post(f"{ORGANIZATIONS}/acme/invitation-links", json={})).json()
        assert "/invite/c-" in made["url"]
    assert len(queued()) == 2
    async with http(secret(acme, Role.MEMBER)) as client:
        assert (await client.get(path)).status_code == 403


async def test_a_write_from_another_site_is_refused(http, acme):
    async with http(secret(acme), Origin="https://evil.example") as client:
        answer = await client.post(ORGANIZATIONS, json={"name": "Evil"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


async def test_members_are_downloaded_as_filtered_and_harmless(http, acme, owner):
    owner.execute("update users set name = '=HYPERLINK(\"//evil\")' where email = 'viewer@acme.test'")
    async with http(secret(acme, Role.VIEWER)) as client:
        everybody = await client.get("/o/acme/members.csv")
        viewers = await client.get("/o/acme/members.csv?role=viewer&sort=nonsense&page=9")
    assert everybody.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="members-acme.csv"' in everybody.headers["content-disposition"]
    assert len(everybody.text.splitlines()) == 5
    header, line = viewers.text.lstrip("\ufeff").splitlines()
    assert header == "Name,Email,Role,Joined (UTC)"
    assert line.startswith('"\'=HYPERLINK(""//evil"")",viewer@acme.test,viewer,')


async def test_nobody_downloads_somebody_elses_members(http, acme, globex):
    async with http(secret(globex)) as client:
        assert (await client.get("/o/acme/members.csv")).status_code == 404
    async with http() as client:
        assert (await client.get("/o/acme/members.csv")).status_code == 401


async def test_organizations_and_invitations_are_walked_by_cursor(http, acme, globex, owner):
    owner.execute(
        "insert into memberships (id, organization_id, user_id, role, created_at)"
        " select gen_random_uuid(), %s, %s, 'viewer', now()",
        [globex.id, acme.owner.id],
    )
    await invite(acme.owner, InviteForm(emails="a@example.com, b@example.com, c@example.com"))
    for path, name, expected in [
        (ORGANIZATIONS, "slug", ["acme", "globex"]),
        (f"{ORGANIZATIONS}/acme/invitations", "email", ["a@example.com", "b@example.com", "c@example.com"]),
    ]:
        seen, cursor = [], ""
        async with http(secret(acme)) as client:
            while cursor is not None:
                page = (await client.get(path, params={"limit": 1, "cursor": cursor})).json()
                assert len(page["items"]) == 1
                seen.append(page["items"][0][name])
                cursor = page["next_cursor"]
        assert sorted(seen) == expected
