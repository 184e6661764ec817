"""Signing in with an emailed code: only where it was asked for, and without giving anybody away."""

from signing import EMAIL, PASSWORD, flow_of, is_in, join, wrong


async def ask_code(browser, email=EMAIL, **fields):
    return flow_of(await browser.post("/auth/sign-in-code", data={"email": email, **fields}))


async def test_emailed_code_signs_in_where_it_was_asked_for(browser, phone, mailbox):
    await join(browser, mailbox)
    flow = await ask_code(phone, next="/account")
    answer = await phone.post("/auth/verify", data={"flow": flow, "code": mailbox.code()})
    assert answer.json() == {"location": "/welcome?next=/account"}
    assert (await phone.get("/api/v1/me")).json()["name"] == "Pat Example"


async def test_emailed_code_is_refused_in_any_other_browser(browser, phone, mailbox):
    await join(browser, mailbox)
    flow = await ask_code(browser)
    answer = await phone.post("/auth/verify", data={"flow": flow, "code": mailbox.code(), "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (422, "other_browser")
    assert not await is_in(phone)


async def test_asking_for_a_code_gives_nobody_away(browser, http, mailbox):
    await join(browser, mailbox)
    seen = []
    for email in (EMAIL, "nobody@acme.test"):
        stranger = http()
        asked = await stranger.post("/auth/sign-in-code", data={"email": email})
        flow = flow_of(asked)
        guessed = await stranger.post("/auth/verify", data={"flow": flow, "code": wrong("000000")})
        cookie = asked.headers["set-cookie"].partition("=")[0]
        title = guessed.json()["title"]
        seen.append((asked.status_code, asked.text.replace(flow, ""), cookie, guessed.status_code, title))
    assert seen[0] == seen[1]
    assert mailbox.kinds("nobody@acme.test") == ["accounts.no_account"]


async def test_code_of_one_purpose_does_nothing_for_another(browser, mailbox):
    await join(browser, mailbox)
    flow = await ask_code(browser)
    answer = await browser.post(
        "/auth/reset-password", data={"flow": flow, "code": mailbox.code(), "password": "another long one"}
    )
    assert answer.json()["code"] == "code_expired"
