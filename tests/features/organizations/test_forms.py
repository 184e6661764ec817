"""The forms of the invitation page: what they answer, and what they refuse."""

import re

import pytest
from factories import person

from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features.organizations import InviteForm, invite

PASSWORD = "correct horse battery"


async def token(acme, owner, email="grace@example.com") -> str:
    await invite(acme.admin, InviteForm(emails=email))
    (text,) = owner.execute("select text from outgoing_mails order by id desc limit 1").fetchone()
    return re.search(r"/invite/(\S+)", text)[1]


async def test_accepting_leads_to_the_organization(http, acme, owner):
    await person("grace@example.com", secret="grace")
    form = {"invitation": await token(acme, owner)}
    async with http("grace") as client:
        for _ in range(2):
            answer = await client.post("/auth/invitations/accept", data=form)
            assert answer.json() == {"location": "/o/acme"}
    assert (await actor_for_session("grace", place="acme")).role is Role.MEMBER


async def test_a_browser_without_scripts_is_redirected(http, acme, owner):
    await person("grace@example.com", secret="grace")
    form = {"invitation": await token(acme, owner)}
    async with http("grace", Accept="text/html") as client:
        answer = await client.post("/auth/invitations/accept", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/o/acme")


async def test_a_refusal_leads_it_back_to_the_page_with_the_reason(http, acme, owner):
    await person("eve@example.com", secret="eve")
    secret = await token(acme, owner)
    page = f"{settings().origin}/invite/{secret}"
    async with http("eve", Accept="text/html", Referer=page) as client:
        answer = await client.post("/auth/invitations/accept", data={"invitation": secret})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/invite/{secret}?error=wrong_account")


async def test_looking_never_accepts(http, acme, owner):
    await person("grace@example.com", secret="grace")
    secret = await token(acme, owner)
    async with http("grace") as client:
        for method in ("GET", "HEAD"):
            answer = await client.request(method, "/auth/invitations/accept", params={"invitation": secret})
            assert answer.status_code in {404, 405}
    assert (await actor_for_session("grace", place="acme")).role is None


async def test_joining_signs_the_browser_in(http, acme, owner):
    form = {
        "invitation": await token(acme, owner),
        "name": "Grace Hopper",
        "password": PASSWORD,
        "email": "x@evil.test",
    }
    async with http() as client:
        answer = await client.post("/auth/invitations/join", data=form)
    assert answer.json() == {"location": "/o/acme"}
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    grace = await actor_for_session(answer.cookies[settings().session_cookie], place="acme")
    assert grace.email == "grace@example.com"
    assert (grace.name, grace.role) == ("Grace Hopper", Role.MEMBER)


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("password", ""), ("password", "short")])
async def test_joining_explains_what_is_missing_beside_its_field(http, acme, owner, field, value):
    form = {"invitation": await token(acme, owner), "name": "Grace", "password": PASSWORD, field: value}
    async with http() as client:
        answer = await client.post("/auth/invitations/join", data=form)
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, {field})
    assert PASSWORD not in answer.text


async def test_nobody_tries_tokens_without_end(http, acme, monkeypatch):
    from hiveforge.features.organizations import rules

    monkeypatch.setattr(rules, "JOINS_PER_HOUR", 3)
    form = {"invitation": "m-guess", "name": "Eve", "password": PASSWORD}
    async with http() as client:
        codes = [(await client.post("/auth/invitations/join", data=form)).status_code for _ in range(5)]
    assert codes == [404, 404, 404, 429, 429]
