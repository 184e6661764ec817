"""Signing up, from the form to the session, and what a stranger may not learn on the way."""

import pytest
from signing import EMAIL, PASSWORD, flow_of, hashes, is_in, join, sign_up, verify

from hiveforge.core.settings import settings


async def test_new_person_is_in_after_typing_the_mailed_code(browser, mailbox):
    flow = await sign_up(browser, next="/o/acme?tab=2")
    answer = await verify(browser, flow, mailbox.code())
    assert (answer.status_code, answer.json()) == (200, {"location": "/welcome?next=/o/acme%3Ftab%3D2"})
    me = (await browser.get("/api/v1/me")).json()
    assert (me["email"], me["name"]) == (EMAIL, "Pat Example")


async def test_cookies_are_out_of_scripts_and_other_sites_reach(browser, mailbox):
    flow = await sign_up(browser)
    answer = await verify(browser, flow, mailbox.code())
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{settings().session_cookie}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))


async def test_nobody_exists_before_the_code_comes_back(browser, mailbox, owner):
    await sign_up(browser)
    assert owner.execute("select count(*) from users").fetchone() == (0,)
    assert not await is_in(browser)


async def test_known_and_unknown_addresses_get_the_same_answer_at_the_same_cost(http, mailbox):
    await join(http(), mailbox)
    seen = {}
    for email in (EMAIL, "new@acme.test"):
        before = hashes()
        given = {"name": "Pat", "email": email, "password": PASSWORD}
        answer = await http().post("/auth/sign-up", data=given)
        flow = flow_of(answer)
        set_cookie = answer.headers["set-cookie"].partition("=")
        headers = {k: v for k, v in answer.headers.items() if k not in {"set-cookie", "x-request-id"}}
        seen[email] = (
            answer.status_code,
            answer.text.replace(flow, "FLOW"),
            headers,
            set_cookie[0],
            set_cookie[2].partition(";")[2],
            hashes() - before,
            len(mailbox.kinds(email)[-1:]),
        )
    assert seen[EMAIL] == seen["new@acme.test"]
    assert seen[EMAIL][5] == 1
    assert mailbox.kinds(EMAIL) == ["accounts.sign_up", "accounts.already_known"]


async def test_address_is_one_however_it_is_written(browser, phone, mailbox, owner):
    flow = await sign_up(browser, " Pat@M\u00dcLLER.example ")
    code = mailbox.code("pat@m\u00fcller.example")
    assert (await verify(browser, flow, code)).status_code == 200
    await sign_up(phone, "pat@xn--mller-kva.example")
    assert mailbox.kinds("pat@m\u00fcller.example") == ["accounts.sign_up", "accounts.already_known"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Enter your name."),
        ("name", "   ", "Enter your name."),
        ("name", "n" * 101, "Use at most 100 characters."),
        ("name", "Pat\x00", "Use letters that can be seen."),
        ("name", "Pat\u202egnp", "Use letters that can be seen."),
        ("name", "\u200b\u200d", "Use letters that can be seen."),
        ("email", "", "Enter your email address."),
        ("email", "pat", "Enter an email address like ada@example.com."),
        ("email", "pat@acme.test\x00", "Enter an email address like ada@example.com."),
        ("email", "pat@acme.test\r\nBcc: eve@acme.test", "Enter an email address like ada@example.com."),
        ("email", "p" * 300 + "@acme.test", "Enter an email address like ada@example.com."),
        ("password", "", "Use at least 8 characters. A few words in a row are easy to remember."),
        ("password", "short 7", "Use at least 8 characters. A few words in a row are easy to remember."),
        ("password", "long " * 50, "Use at most 200 characters."),
        ("password", "with \x00 inside", "A password cannot contain that character."),
        ("password", EMAIL, "Choose something other than your email address."),
    ],
)
async def test_unfit_input_is_named_beside_its_field(browser, owner, field, value, says):
    given = {"name": "Pat", "email": EMAIL, "password": PASSWORD} | {field: value}
    answer = await browser.post("/auth/sign-up", data=given)
    assert answer.status_code == 422
    assert answer.json()["fields"] == {field: says}
    assert owner.execute("select count(*) from challenges").fetchone() == (0,)


@pytest.mark.parametrize(
    "password", ["password1", "Password2024!", "QWERTYUIOP", "iloveyou!!", "aaaaaaaaaaaa", "12345678"]
)
async def test_common_passwords_are_refused(browser, password):
    answer = await browser.post("/auth/sign-up", data={"name": "Pat", "email": EMAIL, "password": password})
    assert answer.status_code == 422
    assert answer.json()["fields"]["password"].startswith("Too many people use this password")


@pytest.mark.parametrize("name", ["Łukasz Żółć", "张伟", "O'Connor-Smith 3rd", "n" * 100, "👩🏽‍🚀 Sally"])
async def test_names_keep_their_letters(browser, mailbox, name):
    await join(browser, mailbox, name=name)
    assert (await browser.get("/api/v1/me")).json()["name"] == name


async def test_long_passphrase_with_any_letters_works(browser, phone, mailbox):
    passphrase = "pâté für Zoë — " * 13
    await join(browser, mailbox, password=passphrase)
    decomposed = passphrase.replace("\u00e2", "a\u0302")
    answer = await phone.post("/auth/sign-in", data={"email": EMAIL, "password": decomposed})
    assert answer.status_code == 200


async def test_mail_to_one_address_is_limited_whoever_asks(http, mailbox):
    codes = [
        (await http().post("/auth/sign-up", data={"name": "P", "email": EMAIL, "password": PASSWORD})).status_code
        for _ in range(7)
    ]
    assert codes == [200] * 6 + [429]
    assert len(mailbox.kinds()) == 6


async def test_audit_log_knows_who_verified(browser, mailbox, owner):
    await join(browser, mailbox)
    rows = owner.execute(
        "select action, actor_kind, actor_name, organization_id from audit_entries order by id"
    ).fetchall()
    assert rows == [("accounts.sign_up", "visitor", "", None), ("accounts.verify", "user", "Pat Example", None)]


async def test_no_secret_is_kept_in_plain(browser, mailbox, owner):
    flow = await sign_up(browser)
    code = mailbox.code()
    kept = owner.execute("select code_hash, browser_hash, payload::text from challenges").fetchone()
    assert kept
    assert code not in kept[0]
    assert PASSWORD not in kept[2]
    assert "$argon2id$" in kept[2]
    await verify(browser, flow, code)
    assert owner.execute("select payload from challenges").fetchone() == ({},)
