"""New passwords: forgotten ones by mail, known ones from the account page; all other sessions end."""

import asyncio

import pytest
from signing import EMAIL, PASSWORD, flow_of, is_in, join, sign_in

from hiveforge.core.actor import visitor
from hiveforge.core.errors import AppError, Conflict, NotSignedIn
from hiveforge.core.identity import actor_for_session
from hiveforge.core.settings import settings
from hiveforge.features.accounts import service
from hiveforge.features.accounts.schemas import Browser, PasswordForm

NEW = "eight brisk walruses"


async def forgot(browser, email=EMAIL):
    return flow_of(await browser.post("/auth/forgot-password", data={"email": email}))


async def reset(browser, flow, code, password=NEW):
    return await browser.post("/auth/reset-password", data={"flow": flow, "code": code, "password": password})


async def me(browser):
    return await actor_for_session(browser.cookies[settings().session_cookie], address="127.0.0.1")


async def change(browser, current=PASSWORD, new=NEW):
    form = PasswordForm(current_password=current, new_password=new)
    await service.change_password(await me(browser), form, Browser(user_agent="Firefox/140 Linux"))


async def test_reset_sets_the_password_and_ends_every_session(browser, phone, mailbox, owner):
    await join(browser, mailbox)
    flow = await forgot(phone)
    assert f"/reset-password?flow={flow}&code={mailbox.code()}" in mailbox.text()
    answer = await reset(phone, flow, mailbox.code())
    assert (answer.status_code, answer.json()) == (200, {"location": "/welcome"})
    assert await is_in(phone)
    assert not await is_in(browser)
    assert (await sign_in(browser)).status_code == 401
    assert (await sign_in(browser, NEW)).status_code == 200
    assert mailbox.kinds()[-1] == "accounts.password_changed"


async def test_reset_works_once(browser, phone, mailbox):
    await join(browser, mailbox)
    flow = await forgot(phone)
    code = mailbox.code()
    answers = await asyncio.gather(*(reset(phone, flow, code) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_reset_voids_other_codes_on_their_way(browser, phone, mailbox):
    await join(browser, mailbox)
    sign_in_flow = flow_of(await browser.post("/auth/sign-in-code", data={"email": EMAIL}))
    sign_in_code = mailbox.code()
    flow = await forgot(phone)
    assert (await reset(phone, flow, mailbox.code())).status_code == 200
    late = await browser.post("/auth/verify", data={"flow": sign_in_flow, "code": sign_in_code})
    assert late.json()["code"] == "code_expired"


async def test_reset_gives_a_locked_account_back(browser, phone, mailbox):
    await join(browser, mailbox)
    for _ in range(11):
        locked = await sign_in(phone, "not the password")
    assert locked.status_code == 429
    flow = await forgot(phone)
    await reset(phone, flow, mailbox.code())
    assert (await sign_in(phone, NEW)).status_code == 200


async def test_forgetting_gives_nobody_away(browser, http, mailbox):
    await join(browser, mailbox)
    seen = []
    for email in (EMAIL, "nobody@acme.test"):
        stranger = http()
        asked = await stranger.post("/auth/forgot-password", data={"email": email})
        flow = flow_of(asked)
        guessed = await reset(stranger, flow, "000001")
        seen.append((asked.status_code, asked.text.replace(flow, ""), guessed.status_code, guessed.json()["title"]))
    assert seen[0] == seen[1]
    assert mailbox.kinds("nobody@acme.test") == ["accounts.no_account"]


@pytest.mark.parametrize("password", ["", "short", "password123", EMAIL, "x" * 201])
async def test_reset_refuses_weak_passwords_and_keeps_the_code(browser, phone, mailbox, password):
    await join(browser, mailbox)
    flow = await forgot(phone)
    code = mailbox.code()
    answer = await reset(phone, flow, code, password)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"password"})
    assert (await reset(phone, flow, code)).status_code == 200


async def test_change_ends_the_other_sessions_and_mails_a_notice(browser, phone, mailbox, audited):
    await join(browser, mailbox)
    await sign_in(phone)
    await change(browser)
    assert await is_in(browser)
    assert not await is_in(phone)
    assert (await sign_in(phone, NEW)).status_code == 200
    assert mailbox.kinds()[-1] == "accounts.password_changed"
    assert "Firefox on Linux" in mailbox.text()
    assert "accounts.change_password" in audited()


async def test_change_needs_the_current_password(browser, mailbox):
    await join(browser, mailbox)
    with pytest.raises(AppError) as refused:
        await change(browser, current="not the password")
    assert (refused.value.code, refused.value.param) == ("wrong_password", "current_password")
    assert (await sign_in(browser)).status_code == 200


async def test_change_refuses_the_email_address_as_password(browser, mailbox):
    await join(browser, mailbox)
    with pytest.raises(AppError) as refused:
        await change(browser, new=EMAIL)
    assert refused.value.param == "new_password"


async def test_current_password_cannot_be_guessed_in_a_stolen_session(browser, mailbox):
    await join(browser, mailbox)
    codes = []
    for _ in range(11):
        with pytest.raises(AppError) as refused:
            await change(browser, current="not the password")
        codes.append(refused.value.code)
    assert codes == ["wrong_password"] * 10 + ["too_many"]


async def test_two_changes_at_once_keep_one_password(browser, mailbox):
    await join(browser, mailbox)
    outcomes = await asyncio.gather(
        change(browser, new=f"{NEW} one"), change(browser, new=f"{NEW} two"), return_exceptions=True
    )
    kept = [f"{NEW} {word}" for word, outcome in zip(("one", "two"), outcomes, strict=True) if outcome is None]
    lost = [outcome for outcome in outcomes if outcome is not None]
    assert len(kept) == 1
    assert isinstance(lost[0], Conflict) or getattr(lost[0], "code", "") == "wrong_password"
    assert (await sign_in(browser, kept[0])).status_code == 200


async def test_stranger_cannot_change_a_password(owner):
    form = PasswordForm(current_password=PASSWORD, new_password=NEW)
    with pytest.raises(NotSignedIn):
        await service.change_password(visitor(), form, Browser())
