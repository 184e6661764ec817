"""Ids in addresses: a foreign one, a deleted one, a missing one and nonsense are answered alike. Made from the OpenAPI description."""

import re
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from factories import Tenant
from fastapi.routing import APIRoute, iter_route_contexts
from security.payloads import Payloads
from security.rows import World
from security.snapshots import Snapshot

from hiveforge.core.clock import new_id
from hiveforge.core.permissions import Role
from hiveforge.gateways.storage import storage
from hiveforge.hiveforge import api

Client = Callable[..., httpx.AsyncClient]
_DESCRIPTION = api.openapi()
_ORGANIZATION = "{organization}"
# The smallest file that is taken everywhere: one pixel.
_TEXT = b"Every file is read for its text."
_PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
_NONSENSE = (
    "not-an-id", "0", "-1", "1e9", "null", "undefined", "{id}", "*", "' or true; --", "1; drop table users", "%", "a" * 3000,
    "ünïcödé", "𝕏\u202e", "\x00", "a\x00b", "../../me", "00000000-0000-0000-0000-000000000000", "globex", "GLOBEX",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    query: Any
    body: Any
    file: bytes | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def last(self) -> str:
        """The id that this operation is about; empty when it has none."""
        return self.ids[-1] if self.ids else ""

    @property
    def ids(self) -> list[str]:
        return re.findall(r"\{\w+\}", self.path)

    def at(self, **ids: str) -> str:
        path = self.path
        for name, value in ids.items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        return path


def _operations() -> Iterator[Operation]:
    for path, methods in _DESCRIPTION["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            example = _TEXT if "{document}" in path or path.endswith("/documents") else _PICTURE
            file = example if "application/octet-stream" in content else None
            asked = [p for p in said.get("parameters", []) if p["in"] == "query" and p.get("required")]
            query = {p["name"]: _example(p["name"], p["schema"]) for p in asked}
            yield Operation(method.upper(), path, query, _example("", schema) if schema else None, file)


def _example(name: str, schema: dict[str, Any]) -> Any:
    """A value that passes validation, so that the id is what is looked at."""
    if "$ref" in schema:
        return _example(name, _DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        return None if first.get("format") == "uuid" and others else _example(name, first)
    if "enum" in schema:
        return schema["enum"][-1]
    if schema["type"] == "object":
        return {key: _example(key, value) for key, value in schema.get("properties", {}).items()}
    if schema["type"] == "array":
        return [_example(name, schema["items"])]
    known = {"slug": "other-slug", "email": "evil@evil.test", "emails": "evil@evil.test"}
    return {"integer": 1, "boolean": True}.get(schema["type"], known.get(name, "Acme"))


def _downloads() -> Iterator[Operation]:
    """Files of an organization: links on its pages, which the description leaves out."""
    for route in iter_route_contexts(api.routes):
        if isinstance(route.route, APIRoute) and (route.path or "").startswith("/o/"):
            yield from (Operation(method, str(route.path), {}, None) for method in route.methods or ())


OPERATIONS = [*_operations(), *_downloads()]
WITH_ID = [operation for operation in OPERATIONS if operation.last]
BELOW_ORGANIZATION = [operation for operation in WITH_ID if _ORGANIZATION in operation.path]


@dataclass
class Answers:
    """What differs between answers, apart from the id and the time of the request."""

    http: httpx.AsyncClient

    async def to(self, operation: Operation, **ids: str) -> tuple[int, Any, Any]:
        raw = {"Content-Type": "application/octet-stream"} if operation.file else {}
        response = await self.http.request(
            operation.method,
            operation.at(**ids),
            params=operation.query,
            json=operation.body,
            content=operation.file,
            headers=raw,
        )
        is_json = response.headers.get("content-type", "").partition(";")[0].endswith("json")
        body = response.json() if is_json and response.content else None
        if isinstance(body, dict):
            body.pop("request_id", None)
        varying = {"x-request-id", "date", "content-length", "server-timing"}
        return response.status_code, body, {k: v for k, v in response.headers.items() if k not in varying}


@pytest.fixture
async def world(owner: psycopg.Connection[Any], acme: Tenant, globex: Tenant) -> World:
    """Organizations whose plan allows as many requests in a minute as are made here."""
    made = World(owner, acme, globex)
    owner.execute("update billing_standings set plan = 'pro', access_until_at = null")
    return made


def _around(operation: Operation, world: World, tenant: Tenant) -> dict[str, str]:
    """The ids before the last one, which are the tenant's own."""
    names = [part.strip("{}") for part in operation.ids[:-1]]
    return {
        name: str(tenant.id if name == "organization" else world.one[f"{name}s", tenant.slug]["id"]) for name in names
    }


def test_there_are_operations_with_ids():
    assert {operation.last for operation in WITH_ID} >= {"{organization}", "{member}", "{invitation}", "{session}"}


async def test_every_operation_asks_for_credentials_before_anything_else(http, acme):
    for operation in OPERATIONS:
        said = set()
        for id_ in (str(acme.id), "acme", str(new_id()), "nonsense"):
            for secret in ("", "guessed"):
                names = [part.strip("{}") for part in operation.ids]
                answer = await Answers(http(secret)).to(operation, **dict.fromkeys(names, id_))
                said.add(repr(answer))
        assert len(said) == 1, operation
        assert "'not_signed_in'" in said.pop(), operation


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
async def test_foreign_missing_deleted_and_malformed_ids_are_answered_alike(
    http, world, acme, globex, owner, operation
):
    answers = Answers(http(acme.secrets[Role.OWNER]))
    name = operation.last.strip("{}")
    around = _around(operation, world, acme)
    missing = await answers.to(operation, **around, **{name: str(new_id())})
    assert (missing[0], missing[1]["code"]) == (404, "not_found")
    foreign = [*Payloads(world, globex).ids, globex.slug]
    deleted = await _deleted_ids(owner, world, acme)
    before = Snapshot(owner)
    for id_ in (*foreign, *deleted, *_NONSENSE):
        assert await answers.to(operation, **around, **{name: id_}) == missing, id_[:60]
    assert before.changes_until(Snapshot(owner)) == []


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
async def test_ones_own_ids_are_found(http, world, acme, owner, operation):
    """The comparison above means something only because the same request finds what is there."""
    name = operation.last.strip("{}")
    around = _around(operation, world, acme)
    owner.execute("update invitations set accepted_at = null, accepted_by = null, revoked_at = null")
    mailed = "update invitations set kind = 'email', email = %s where organization_id = %s"
    owner.execute(mailed, [acme.people[Role.OWNER].email, acme.id])
    owner.execute("update conversations set member_id = %s where organization_id = %s", [acme.owner.id, acme.id])
    owner.execute("update assistant_messages set sources = '[]'")
    made = "update api_keys set revoked_at = null, user_id = %s where organization_id = %s"
    owner.execute(made, [acme.owner.id, acme.id])
    owner.execute(
        "update usage_accounts set included = 1000, included_left = 1000, period_ends_at = now() + interval '1 day'"
    )
    await _put_files(owner, acme)
    before, found = Snapshot(owner), set()
    for id_ in Payloads(world, acme).ids:
        async with http(acme.secrets[Role.OWNER]) as client:
            found.add((await Answers(client).to(operation, **around, **{name: id_}))[0])
        before.restore()
    assert found - {404}, "every id of one's own is answered as if it were foreign"
    assert found & {200, 201, 202, 204}, found


@pytest.mark.parametrize("operation", BELOW_ORGANIZATION, ids=str)
async def test_outsiders_cannot_tell_an_organization_that_exists_from_one_that_does_not(
    http, world, acme, globex, operation
):
    answers = Answers(http(globex.secrets[Role.OWNER]))
    name = operation.last.strip("{}")
    ids = {} if name == "organization" else _around(operation, world, acme) | {name: str(acme.viewer.id)}
    ids.pop("organization", None)
    missing = await answers.to(operation, organization=str(new_id()), **ids)
    assert missing[0] == 404
    for place in (str(acme.id), acme.slug, *_NONSENSE[:-2]):
        assert await answers.to(operation, organization=place, **ids) == missing, place


@pytest.mark.parametrize("operation", BELOW_ORGANIZATION, ids=str)
async def test_a_role_that_does_not_suffice_is_refused_alike_whatever_the_id(http, world, acme, globex, operation):
    """Whoever may not act on members learns nothing about which of them exist."""
    name = operation.last.strip("{}")
    if name == "organization":
        return
    answers = Answers(http(acme.secrets[Role.VIEWER]))
    ids = [*Payloads(world, acme).ids, *Payloads(world, globex).ids, str(new_id())]
    around = _around(operation, world, acme) | {"organization": "acme"}
    said = {repr(await answers.to(operation, **around, **{name: id_})) for id_ in ids}
    if any("'not_allowed'" in answer for answer in said):
        assert len(said) == 1


async def _deleted_ids(owner: psycopg.Connection[Any], world: World, tenant: Tenant) -> list[str]:
    """Ids of rows of one's own that existed once."""
    gone = []
    with owner.transaction():
        owner.execute("set local session_replication_role = replica")
        for table in ("invitations", "sessions"):
            row = world.one[table, tenant.slug]
            owner.execute(f"delete from {table} where id = %s", [row["id"]])
            gone.append(str(row["id"]))
        somebody = tenant.viewer.id
        owner.execute("delete from memberships where user_id = %s", [somebody])
        gone.append(str(somebody))
    return gone


async def _put_files(owner: psycopg.Connection[Any], tenant: Tenant) -> None:
    """Make the rows of files ones that are there, with their bytes."""

    async def bytes_of_it() -> AsyncIterator[bytes]:
        yield b"x"

    stored = "state = 'stored', purpose = 'attachment', size = 1, sha256 = 'x', stored_at = now(), deleted_at = null"
    rows = owner.execute(f"update files set {stored} where organization_id = %s returning id", [tenant.id]).fetchall()
    assert rows
    for (file,) in rows:
        await storage().put(f"organizations/{tenant.id}/{file}", bytes_of_it())
    owner.execute("update users set avatar_id = id where id = %s", [tenant.owner.id])
    await storage().put(f"pictures/{tenant.owner.id}", bytes_of_it())
