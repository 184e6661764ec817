"""A program asks with an API key: as its maker, within its scopes and its budget."""

from factories import api_key

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Permission, Role
from hiveforge.features import usage
from hiveforge.features.usage.service import figures

API = "/api/v1/organizations/acme/conversations"
ASKING = (
    Permission.ASSISTANT_READ,
    Permission.ASSISTANT_USE,
    Permission.USAGE_SPEND,
    Permission.DOCUMENTS_READ,
)


async def key_for(acme, *scopes):
    key = api_key(acme, acme.member.user_id, "Bot", scopes, "hf_test_bot")
    async with unit_of_work(system("test")) as db:
        db.add(key)
    return key


async def test_a_program_asks_and_what_it_used_is_its_own_and_its_makers(acme, http, write):
    key = await key_for(acme, *ASKING)
    async with http() as client:
        client.headers["Authorization"] = "Bearer hf_test_bot"
        asked = await client.post(API, json={"text": "How do I invite?"})
        assert asked.status_code == 202, asked.text
        await write(asked.json()["answer"])
        messages = (await client.get(f"{API}/{asked.json()['conversation']}/messages")).json()
    assert messages[-1]["status"] == "complete"
    report = await figures(acme.viewer)
    assert [(line.key, line.credits) for line in report.keys] == [(key.id, 1)]
    assert {line.member: line.credits for line in report.members}[acme.member.id] == 1
    assert await usage.audit_ledger(system("auditing"), acme.id) == []


async def test_a_budget_ends_it_before_the_model_is_asked(acme, http, server):
    key = await key_for(acme, *ASKING)
    await usage.set_key_budget(acme.owner, usage.KeyBudgetForm(key=key.id, credits=0))
    async with http() as client:
        client.headers["Authorization"] = "Bearer hf_test_bot"
        refused = await client.post(API, json={"text": "How do I invite?"})
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (402, "key_budget_reached", 0)
    assert server.asked == []


async def test_asking_needs_the_scope_to_spend(acme, http, server):
    await key_for(acme, Permission.ASSISTANT_READ, Permission.ASSISTANT_USE, Permission.DOCUMENTS_READ)
    async with http() as client:
        client.headers["Authorization"] = "Bearer hf_test_bot"
        refused = await client.post(API, json={"text": "How do I invite?"})
    assert refused.status_code == 403
    assert "usage:spend" in refused.json()["title"]
    assert server.asked == []


async def test_a_program_reads_no_conversation_of_anybody_but_its_maker(acme, http, answered):
    await key_for(acme, *ASKING)
    mine, _ = await answered(acme.member)
    theirs, _ = await answered(acme.as_(Role.OWNER))
    async with http() as client:
        client.headers["Authorization"] = "Bearer hf_test_bot"
        assert (await client.get(f"{API}/{mine.conversation}")).status_code == 200
        assert (await client.get(f"{API}/{theirs.conversation}")).status_code == 404
