"""The plan's API requests a minute: counted for each organization, refused beyond, and told in headers."""

import asyncio
import json

import pytest

from hiveforge.core import api_limits
from hiveforge.core.permissions import Role


@pytest.fixture
def allow(owner, monkeypatch):
    """Give a tenant so many requests a minute."""
    monkeypatch.setattr(api_limits, "_READ_AGAIN_AFTER_SECONDS", -1.0)

    def arrange(tenant, requests):
        owner.execute("delete from billing_standings where organization_id = %s", [tenant.id])
        owner.execute(
            "insert into billing_standings (id, created_at, organization_id, plan, status, limits)"
            " values (gen_random_uuid(), now(), %s, 'enterprise', 'arranged', %s)",
            [tenant.id, json.dumps({"api_requests_per_minute": requests})],
        )

    return arrange


def members(tenant):
    return f"/api/v1/organizations/{tenant.slug}/members"


async def test_requests_beyond_the_plan_are_refused_with_the_way_on(http, acme, allow):
    allow(acme, 3)
    client = http(acme.secrets[Role.MEMBER])
    answers = [await client.get(members(acme)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"plan";q=3;w=60'
    refused = answers[3]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    told = refused.json()
    assert (told["code"], told["limit"], told["upgrade_url"]) == ("too_many", 3, "/o/acme/billing")
    assert "3 API requests a minute" in told["title"]


async def test_organizations_do_not_disturb_each_other_and_strangers_use_up_nothing(http, acme, globex, allow):
    allow(acme, 2)
    allow(globex, 2)
    for secret in ("", globex.secrets[Role.OWNER]):
        for _ in range(5):
            assert (await http(secret).get(members(acme))).status_code in {401, 404}
    for _ in range(2):
        assert (await http(acme.secrets[Role.OWNER]).get(members(acme))).status_code == 200
    assert (await http(acme.secrets[Role.VIEWER]).get(members(acme))).status_code == 429
    assert (await http(globex.secrets[Role.OWNER]).get(members(globex))).status_code == 200


async def test_another_plan_counts_when_it_is_read_again(http, acme, allow):
    allow(acme, 1)
    client = http(acme.secrets[Role.OWNER])
    assert [(await client.get(members(acme))).status_code for _ in range(2)] == [200, 429]
    allow(acme, 1000)
    await asyncio.sleep(0.1)  # when the next of a thousand a minute is due
    assert (await client.get(members(acme))).status_code == 200


async def test_without_an_arrangement_the_free_plans_limit_holds(http, acme):
    answer = await http(acme.secrets[Role.OWNER]).get(members(acme))
    assert answer.headers["ratelimit-policy"] == '"plan";q=60;w=60'
