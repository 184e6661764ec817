"""What people see and change about themselves, over the API and by the service: their name and their browsers."""

import asyncio
import uuid

import pytest
from signing import EMAIL, is_in, join, sign_in

from hiveforge.core.actor import system, visitor
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import NotFound, NotSignedIn
from hiveforge.core.identity import actor_for_session
from hiveforge.core.settings import settings
from hiveforge.features import accounts
from hiveforge.features.accounts import service, tasks
from hiveforge.features.accounts.schemas import ProfileForm


async def actor_of(browser):
    return await actor_for_session(browser.cookies[settings().session_cookie], address="127.0.0.1")


async def sessions(browser):
    return (await browser.get("/api/v1/me/sessions")).json()["items"]


async def test_stranger_is_nobody(browser):
    for path in ("/api/v1/me", "/api/v1/me/sessions"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    for function in (service.get_profile, service.list_sessions, service.revoke_other_sessions):
        with pytest.raises(NotSignedIn):
            await function(visitor())


async def test_name_can_be_changed_and_nothing_else(browser, mailbox, owner):
    await join(browser, mailbox)
    answer = await browser.patch("/api/v1/me", json={"name": "  Patricia   Example "})
    assert (answer.status_code, answer.json()["name"]) == (200, "Patricia Example")
    for field in ({"email": "eve@acme.test"}, {"id": str(uuid.uuid4())}, {"created_at": "2020-01-01T00:00:00Z"}):
        assert (await browser.patch("/api/v1/me", json={"name": "Eve", **field})).status_code == 422
    assert owner.execute("select name, email from users").fetchone() == ("Patricia Example", EMAIL)
    row = owner.execute("select action, before, after from audit_entries order by id desc limit 1").fetchone()
    assert row == ("accounts.change_profile", {"name": "Pat Example"}, {"name": "Patricia Example"})


@pytest.mark.parametrize(
    "body", ['{"name": "\\u0000"}', '{"name": "\\ud800"}', '{"name": 7}', '{"name": null}', "{}", "[]", "{"]
)
async def test_unfit_names_are_refused(browser, mailbox, body):
    await join(browser, mailbox)
    answer = await browser.patch("/api/v1/me", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}


async def test_unchanged_name_writes_nothing(browser, mailbox, audited):
    await join(browser, mailbox)
    await service.change_profile(await actor_of(browser), ProfileForm(name="Pat Example"))
    assert "accounts.change_profile" not in audited()


async def test_browsers_are_listed_in_words(browser, phone, mailbox):
    await join(browser, mailbox)
    await sign_in(phone)
    listed = await sessions(phone)
    assert [(row["browser"], row["current"]) for row in listed] == [
        ("Safari on iPhone", True),
        ("Firefox on Linux", False),
    ]
    assert listed[0]["address"] == "127.0.0.1"


async def test_browsers_are_listed_page_by_page(browser, phone, mailbox, http):
    await join(browser, mailbox)
    for _ in range(4):
        await sign_in(http())
    seen, cursor = [], ""
    for size in (2, 2, 1):
        page = (await browser.get("/api/v1/me/sessions", params={"limit": 2, "cursor": cursor})).json()
        assert len(page["items"]) == size
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == sorted(set(seen), reverse=True)
    assert (await browser.get("/api/v1/me/sessions", params={"cursor": "forged"})).status_code == 422


async def test_revoked_browser_is_out_at_its_next_request(browser, phone, mailbox):
    await join(browser, mailbox)
    await sign_in(phone)
    other = next(row["id"] for row in await sessions(browser) if not row["current"])
    assert (await browser.delete(f"/api/v1/me/sessions/{other}")).status_code == 204
    assert not await is_in(phone)
    assert await is_in(browser)
    assert (await browser.delete(f"/api/v1/me/sessions/{other}")).status_code == 404, "twice: there is nothing"


async def test_all_other_browsers_can_be_signed_out(browser, phone, mailbox, http):
    await join(browser, mailbox)
    await sign_in(phone)
    await sign_in(http())
    actor = await actor_of(browser)
    assert await service.revoke_other_sessions(actor) == 2
    assert await service.revoke_other_sessions(actor) == 0
    assert await is_in(browser)
    assert not await is_in(phone)


async def test_nobody_sees_or_ends_anothers_session(acme, globex, http):
    eve = http(globex.secrets["owner"])
    victim = acme.sessions["owner"]
    answers = [
        await eve.delete(f"/api/v1/me/sessions/{given}") for given in (victim, uuid.uuid4(), "1", "%00", "x' or 1=1")
    ]
    bodies = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert all(body == bodies[0] for body in bodies)
    assert str(victim) not in {row["id"] for row in await sessions(eve)}
    assert await is_in(http(acme.secrets["owner"]))
    with pytest.raises(NotFound):
        await service.revoke_session(acme.admin, acme.sessions["owner"])


@pytest.mark.parametrize(
    "ageing",
    ["last_seen_at = now() - make_interval(secs => idle_seconds + 1)", "expires_at = now() - interval '1 second'"],
    ids=["idle", "absolute"],
)
async def test_session_ends_by_itself(browser, phone, mailbox, owner, ageing):
    await join(browser, mailbox)
    await sign_in(phone)
    actor = await actor_of(browser)
    owner.execute(f"update sessions set {ageing} where id = %s", [actor.session])
    assert not await is_in(browser)
    assert len(await sessions(phone)) == 1
    await tasks.forget_expired()
    assert owner.execute("select count(*) from sessions").fetchone() == (1,)
    assert await is_in(phone)


async def test_using_a_session_keeps_it_from_idling(browser, mailbox, owner):
    await join(browser, mailbox)
    owner.execute("update sessions set last_seen_at = now() - interval '2 hours'")
    assert await is_in(browser)
    seen = owner.execute("select now() - last_seen_at < interval '1 minute' from sessions").fetchone()
    assert seen == (True,)


async def test_old_codes_are_forgotten_and_fresh_ones_kept(browser, mailbox, owner):
    await join(browser, mailbox)
    await browser.post("/auth/forgot-password", data={"email": EMAIL})
    owner.execute("update challenges set created_at = now() - interval '25 hours' where purpose = 'sign_up'")
    await tasks.forget_expired()
    assert owner.execute("select array_agg(purpose) from challenges").fetchone() == (["reset"],)


async def test_open_tabs_of_the_person_hear_of_their_sessions(browser, phone, mailbox, owner):
    await join(browser, mailbox)
    user = (await actor_of(browser)).user_id
    owner.execute("listen hiveforge")
    await sign_in(phone)
    await service.revoke_other_sessions(await actor_of(browser))
    await asyncio.sleep(0.05)
    heard = [news.payload for news in owner.notifies(timeout=0.5, stop_after=2)]
    owner.execute("unlisten hiveforge")
    assert heard == [f'{{"topic": "sessions", "user": "{user}"}}'] * 2


async def test_other_slices_create_people_in_their_own_transaction(owner, http):
    async with unit_of_work(system("accepting an invitation")) as db:
        user, secret = await accounts.create_verified(
            db, email="new@acme.test", name="New", password="seven lazy herons", user_agent="Firefox", address="::1"
        )
        assert owner.execute("select count(*) from users").fetchone() == (0,)
    assert (await http(secret).get("/api/v1/me")).json()["id"] == str(user)
    async with unit_of_work(system("test")) as db:
        known = await accounts.user_by_email(db, "new@acme.test")
        assert known == accounts.Person(user, "new@acme.test", "New")
        assert await accounts.user_by_email(db, "nobody@acme.test") is None
        again = await accounts.open_session(db, user, user_agent="x" * 1000, address="y" * 1000)
    assert await is_in(http(again))
