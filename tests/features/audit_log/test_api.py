"""The log for programs and spreadsheets."""

import csv
import io

import pytest

from hiveforge.core.permissions import Role
from hiveforge.features.organizations import InviteForm, invite

PATH = "/api/v1/organizations/acme/audit-log"


async def test_programs_read_it_filtered_and_in_pieces(http, acme):
    await invite(acme.admin, InviteForm(emails="a@example.com"))
    await invite(acme.owner, InviteForm(emails="b@example.com"))
    async with http(acme.secrets[Role.ADMIN]) as client:
        first = (await client.get(PATH, params={"limit": 1})).json()
        second = (await client.get(PATH, params={"limit": 1, "cursor": first["next_cursor"]})).json()
        assert [page["items"][0]["target_name"] for page in (first, second)] == ["b@example.com", "a@example.com"]
        assert second["next_cursor"] is None
        mine = (await client.get(PATH, params={"by": str(acme.admin.id), "action": "organizations.invite"})).json()
        assert [row["target_name"] for row in mine["items"]] == ["a@example.com"]
        assert mine["items"][0]["after"] == {"role": "member"}


@pytest.mark.parametrize("wrong", [{"cursor": "x"}, {"by": "me"}, {"since": "yesterday"}, {"limit": 1000}])
async def test_wrong_parameters_are_named(http, acme, wrong):
    async with http(acme.secrets[Role.OWNER]) as client:
        answer = await client.get(PATH, params=wrong)
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, wrong.keys())


async def test_only_those_who_may_read_it_are_answered(http, acme, globex):
    answers = {}
    for who, secret in [
        ("nobody", ""),
        ("viewer", acme.secrets[Role.VIEWER]),
        ("stranger", globex.secrets[Role.OWNER]),
    ]:
        async with http(secret) as client:
            answers[who] = [(await client.get(path)).status_code for path in (PATH, "/o/acme/audit-log.csv")]
    assert answers == {"nobody": [401, 401], "viewer": [403, 403], "stranger": [404, 404]}


async def test_a_file_of_it_is_part_of_paid_plans(http, acme):
    async with http(acme.secrets[Role.OWNER]) as client:
        refused = await client.get("/o/acme/audit-log.csv")
        await acme.on_plan("pro")
        answered = await client.get("/o/acme/audit-log.csv")
    assert (refused.status_code, refused.json()["upgrade_url"]) == (402, "/o/acme/billing")
    assert answered.status_code == 200


async def test_it_is_downloaded_as_filtered_and_harmless(http, acme, owner):
    await acme.on_plan("pro")
    await invite(acme.admin, InviteForm(emails="a@example.com"))
    for n in range(3):
        owner.execute(
            "insert into audit_entries (id, created_at, organization_id, action, actor_kind, actor_name, target_type,"
            " target_id, target_name, request_id, reason) values (gen_random_uuid(), now(), %s, 'x.y', 'user', '=1+1',"
            " '', '', %s, '', '')",
            [acme.id, f"@target {n}"],
        )
    async with http(acme.secrets[Role.OWNER]) as client:
        everything = await client.get("/o/acme/audit-log.csv?since=nonsense&by=nobody")
        invitations = await client.get("/o/acme/audit-log.csv?action=organizations.invite")
    assert 'filename="audit-log-acme.csv"' in everything.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(everything.text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert {(r["Actor"], r["Target"][:3]) for r in rows if r["Action"] == "x.y"} == {("'=1+1", "'@t")}
    (row,) = csv.DictReader(io.StringIO(invitations.text.removeprefix("\ufeff")))
    assert (row["In words"], row["After"]) == ("Admin of Acme invited a@example.com", "role: member")


async def test_a_long_log_is_downloaded_whole(http, acme, owner):
    await acme.on_plan("pro")
    owner.execute(
        "insert into audit_entries (id, created_at, organization_id, action, actor_kind, actor_name, target_type,"
        " target_id, target_name, request_id, reason) select gen_random_uuid(), now() - n * interval '1 minute', %s,"
        " 'x.y', 'user', 'Ada', '', '', n::text, '', '' from generate_series(1, 2500) n",
        [acme.id],
    )
    async with http(acme.secrets[Role.OWNER]) as client:
        rows = list(
            csv.DictReader(io.StringIO((await client.get("/o/acme/audit-log.csv")).text.removeprefix("\ufeff")))
        )
    assert [row["Target"] for row in rows] == [str(n) for n in range(1, 2501)]
