"""What a program gets with a key, over HTTP, at every moment of the key's life."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from hiveforge.core.clock import new_id, now
from hiveforge.core.permissions import KEY_SCOPES, Permission, Role
from hiveforge.features.api_keys import rules, service
from hiveforge.features.api_keys.schemas import KeyForm, RollForm
from hiveforge.features.audit_log import list_entries
from hiveforge.features.organizations.service import change_role, remove_member

ACME = "/api/v1/organizations/acme"


async def key_of(actor, *scopes, name="Import"):
    return await service.create(actor, KeyForm(name=name, scopes=scopes or KEY_SCOPES))


@pytest.fixture
def program(http):
    @asynccontextmanager
    async def with_key(secret, scheme="Bearer"):
        async with http() as client:
            client.headers["Authorization"] = f"{scheme} {secret}"
            yield client

    return with_key


async def test_a_key_opens_what_its_scopes_name_and_nothing_else(acme, program):
    made = await key_of(acme.owner, Permission.ORGANIZATION_READ)
    async with program(made.secret) as client:
        assert (await client.get(ACME)).json()["slug"] == "acme"
        assert (await client.get(f"/api/v1/organizations/{acme.id}")).status_code == 200
        refused = await client.get(f"{ACME}/members")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
        assert "members:read" in refused.json()["title"]
        assert (await client.patch(ACME, json={"name": "Other", "version": 1})).status_code == 403
    async with program(made.secret, scheme="bearer") as client:
        assert (await client.get(ACME)).status_code == 200


async def test_a_key_writes_in_its_makers_name_and_the_log_says_by_which_key(acme, program):
    made = await key_of(acme.admin)
    async with program(made.secret) as client:
        changed = await client.patch(ACME, json={"name": "Acme Two", "version": 1})
    assert changed.status_code == 200
    newest = (await list_entries(acme.owner)).items[0]
    assert (newest.action, newest.actor_kind) == ("organizations.update", "api_key")
    assert (newest.actor_id, newest.actor_name) == (acme.admin.id, "Admin of Acme (API key “Import”)")


async def test_a_key_is_good_for_its_own_organization_alone(acme, globex, program):
    made = await key_of(acme.owner)
    async with program(made.secret) as client:
        for place in ("globex", str(globex.id), str(new_id()), "nowhere"):
            answer = await client.get(f"/api/v1/organizations/{place}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), place


async def test_what_belongs_to_people_is_not_for_keys(acme, program):
    made = await key_of(acme.owner)
    async with program(made.secret) as client:
        answers = [
            await client.get("/api/v1/me"),
            await client.get("/api/v1/organizations"),
            await client.post("/api/v1/organizations", json={"name": "Another"}),
            await client.post(f"{ACME}/api-keys", json={"name": "More", "scopes": ["organization:read"]}),
            await client.post(f"{ACME}/api-keys/{made.key.id}/roll", json={}),
            await client.delete(f"{ACME}/api-keys/{made.key.id}"),
            await client.delete(ACME, params={"name": "Acme"}),
        ]
    assert [answer.status_code for answer in answers] == [403] * 7
    assert "API keys cannot do this" in answers[0].json()["title"]


@pytest.mark.parametrize("secret", ["hf_test_unknown", "", "hf_live_" + "a" * 43, "é", "x" * 4000, "\x7f"])
async def test_what_is_no_key_is_nobody_even_with_a_cookie(acme, http, secret):
    async with http(acme.secrets[Role.OWNER]) as client:
        answer = await client.get(ACME, headers={"Authorization": f"Bearer {secret}".encode()})
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_api_key")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert (await client.get(ACME, headers={"Authorization": "Basic dXNlcjpwYXNz"})).status_code == 200


async def test_a_key_ends_when_it_is_revoked_or_expires_and_its_last_use_is_known(acme, owner, program):
    made = await key_of(acme.owner)
    async with program(made.secret) as client:
        assert (await client.get(ACME)).status_code == 200
        (row,) = await service.list_keys(acme.owner)
        assert row.last_used_at is not None
        owner.execute("update api_keys set expires_at = now() - interval '1 second'")
        assert (await client.get(ACME)).status_code == 401
        owner.execute("update api_keys set expires_at = now() + interval '1 hour'")
        assert (await client.get(ACME)).status_code == 200
        await service.revoke(acme.admin, made.key.id)
        assert (await client.get(ACME)).status_code == 401


async def test_a_rolled_key_works_with_both_secrets_until_the_overlap_is_over(acme, owner, program):
    first = await key_of(acme.owner)
    second = await service.roll(acme.owner, first.key.id, RollForm(overlap_hours=24))
    for secret in (first.secret, second.secret):
        async with program(secret) as client:
            assert (await client.get(ACME)).status_code == 200
    owner.execute("update api_keys set previous_ends_at = now() - interval '1 second'")
    async with program(first.secret) as client:
        assert (await client.get(ACME)).status_code == 401
    third = await service.roll(acme.owner, first.key.id, RollForm(overlap_hours=0))
    for secret, status in ((second.secret, 401), (third.secret, 200)):
        async with program(secret) as client:
            assert (await client.get(ACME)).status_code == status


async def test_a_key_never_may_more_than_its_maker_may_now(acme, program):
    made = await key_of(acme.admin, Permission.ORGANIZATION_READ, Permission.ORGANIZATION_UPDATE)
    await change_role(acme.owner, acme.admin.id, Role.VIEWER)
    async with program(made.secret) as client:
        assert (await client.get(ACME)).status_code == 200
        assert (await client.patch(ACME, json={"name": "Other", "version": 1})).status_code == 403
        await remove_member(acme.owner, acme.admin.id)
        assert (await client.get(ACME)).status_code == 401


async def test_requests_by_keys_count_for_the_plan(acme, program):
    made = await key_of(acme.owner)
    async with program(made.secret) as client:
        answers = [await client.get(ACME) for _ in range(61)]
    assert answers[0].headers["ratelimit-policy"] == '"plan";q=60;w=60'
    assert (answers[-1].status_code, answers[-1].json()["limit"]) == (429, 60)


async def test_people_make_list_roll_and_revoke_keys_over_http(acme, http):
    async with http(acme.secrets[Role.OWNER]) as client:
        asked = {"name": "Import", "scopes": ["documents:read"], "expires_in_days": 30}
        made = await client.post(f"{ACME}/api-keys", json=asked)
        assert made.status_code == 201
        key, secret = made.json()["key"], made.json()["secret"]
        assert rules.hint_of(secret) == key["hint"]
        assert (await client.get(f"{ACME}/api-keys")).json() == {"items": [key], "next_cursor": None}
        assert (await client.post(f"{ACME}/api-keys", json=asked)).status_code == 409
        refused = await client.post(f"{ACME}/api-keys", json={"name": "Other", "scopes": ["api_keys:manage"]})
        assert refused.status_code == 422
        address = f"{ACME}/api-keys/{key['id']}"
        rolled = await client.post(f"{address}/roll", json={"overlap_hours": 1})
        assert (rolled.status_code, rolled.json()["secret"] != secret) == (200, True)
        assert (await client.delete(address)).status_code == 204
        assert (await client.delete(address)).status_code == 404


async def test_keys_are_listed_piece_by_piece(acme, http):
    for name in ("One", "Two", "Three"):
        await key_of(acme.owner, name=name)
    async with http(acme.secrets[Role.VIEWER]) as client:
        first = (await client.get(f"{ACME}/api-keys", params={"limit": 2})).json()
        rest = (await client.get(f"{ACME}/api-keys", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["Three", "Two", "One"]
    assert rest["next_cursor"] is None


def test_expiry_is_counted_from_now():
    at = now()
    assert rules.expiry(None, at) is None
    assert rules.expiry(7, at) == at + timedelta(days=7)
