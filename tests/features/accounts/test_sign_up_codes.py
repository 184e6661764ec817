"""The code that proves a new address: once, in time, a few tries, and best in the browser that asked for it."""

import asyncio
import uuid

from signing import PASSWORD, is_in, join, sign_up, verify, wrong

from hiveforge.core.settings import settings


async def test_opening_the_link_redeems_nothing(browser, mailbox, owner):
    flow = await sign_up(browser)
    link = f"/verify?flow={flow}&code={mailbox.code()}"
    assert f"{settings().origin}{link}" in mailbox.text()
    assert (await browser.get("/auth/verify", params={"flow": flow, "code": mailbox.code()})).status_code in {404, 405}
    assert owner.execute("select count(*) from users").fetchone() == (0,)
    assert (await verify(browser, flow, mailbox.code())).status_code == 200


async def test_code_of_a_known_address_can_never_be_right(http, mailbox, owner):
    await join(http(), mailbox)
    browser = http()
    flow = await sign_up(browser)
    answer = await verify(browser, flow, "000000")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")
    stored = owner.execute("select code_hash, user_id from challenges where id = %s", [flow]).fetchone()
    assert stored
    assert len(stored[0]) == 64
    assert stored[1] is None


async def test_code_works_once(browser, phone, mailbox):
    flow = await sign_up(browser)
    code = mailbox.code()
    assert (await verify(browser, flow, code)).status_code == 200
    replay = await verify(browser, flow, code)
    assert (replay.status_code, replay.json()["code"]) == (409, "code_used")


async def test_two_redemptions_at_once_make_one_session(browser, mailbox, owner):
    flow = await sign_up(browser)
    code = mailbox.code()
    answers = await asyncio.gather(*(verify(browser, flow, code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert owner.execute("select (select count(*) from users), (select count(*) from sessions)").fetchone() == (1, 1)


async def test_five_wrong_codes_close_the_flow_even_for_the_right_one(browser, mailbox):
    flow = await sign_up(browser)
    code = mailbox.code()
    answers = [await verify(browser, flow, wrong(code)) for _ in range(5)]
    assert [a.json()["code"] for a in answers] == ["wrong_code"] * 4 + ["code_guessed"]
    assert [a.json()["title"] for a in answers][3] == "That code is not right. One try left."
    assert (await verify(browser, flow, code)).json()["code"] == "code_guessed"


async def test_parallel_guesses_do_not_get_more_attempts(browser, mailbox, owner):
    flow = await sign_up(browser)
    await asyncio.gather(*(verify(browser, flow, wrong(mailbox.code())) for _ in range(12)))
    assert owner.execute("select attempts from challenges").fetchone() == (5,)


async def test_code_expires(browser, mailbox, owner):
    flow = await sign_up(browser)
    owner.execute("update challenges set expires_at = now() - interval '1 second'")
    answer = await verify(browser, flow, mailbox.code())
    assert (answer.status_code, answer.json()["code"]) == (422, "code_expired")


async def test_code_lives_fifteen_minutes(browser, mailbox, owner):
    await sign_up(browser)
    left = owner.execute("select extract(epoch from expires_at - now()) from challenges").fetchone()
    assert left
    assert 890 < left[0] <= 900


async def test_unknown_flow_looks_like_an_expired_one(browser):
    answer = await verify(browser, uuid.uuid4(), "123456")
    assert answer.json()["code"] == "code_expired"


async def test_code_in_another_browser_takes_the_password_too(browser, phone, mailbox):
    flow = await sign_up(browser)
    code = mailbox.code()
    asked = await verify(phone, flow, code)
    assert (asked.status_code, asked.json()["code"]) == (422, "password_needed")
    assert "password" in asked.json()["fields"]
    refused = await verify(phone, flow, code, password="another password")
    assert refused.json()["code"] == "password_needed"
    assert not await is_in(phone)
    assert (await verify(phone, flow, code, password=PASSWORD)).status_code == 200
    assert await is_in(phone)


async def test_new_code_makes_the_old_one_worthless_and_gives_new_tries(browser, mailbox):
    flow = await sign_up(browser)
    old = mailbox.code()
    for _ in range(5):
        await verify(browser, flow, wrong(old))
    answer = await browser.post("/auth/resend", data={"flow": flow})
    assert answer.json() == {"location": f"/verify?flow={flow}&sent=again"}
    new = mailbox.code()
    if old != new:
        assert (await verify(browser, flow, old)).json()["code"] == "wrong_code"
    assert (await verify(browser, flow, new)).status_code == 200
    assert (await browser.post("/auth/resend", data={"flow": flow})).json()["code"] == "code_used"


async def test_a_day_later_there_is_no_new_code(browser, mailbox, owner):
    flow = await sign_up(browser)
    owner.execute("update challenges set created_at = now() - interval '25 hours'")
    assert (await browser.post("/auth/resend", data={"flow": flow})).json()["code"] == "code_expired"


async def test_only_the_first_of_two_flows_makes_the_account(browser, phone, mailbox, owner):
    first = await sign_up(browser)
    first_code = mailbox.code()
    second = await sign_up(phone)
    second_code = mailbox.code()
    assert (await verify(phone, second, second_code)).status_code == 200
    late = await verify(browser, first, first_code)
    assert (late.status_code, late.json()["code"]) == (409, "email_taken")
    assert owner.execute("select count(*) from users").fetchone() == (1,)
