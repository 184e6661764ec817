"""Signing in and out: the password, the guards, the emailed code, and answers that give nobody away."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from prometheus_client import REGISTRY
from signing import EMAIL, PASSWORD, hashes, is_in, join, sign_in

from hiveforge.core.actor import visitor
from hiveforge.core.databases import databases
from hiveforge.core.errors import AppError
from hiveforge.core.settings import settings
from hiveforge.features.accounts import service
from hiveforge.features.accounts.errors import WrongCredentials
from hiveforge.features.accounts.schemas import Browser, SignInForm


async def test_password_opens_a_session_and_leads_on(browser, phone, mailbox):
    await join(browser, mailbox)
    answer = await phone.post(
        "/auth/sign-in", data={"email": "PAT@acme.test", "password": PASSWORD, "next": "/account"}
    )
    assert (answer.status_code, answer.json()) == (200, {"location": "/welcome?next=/account"})
    assert await is_in(phone)


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "account"]
)
async def test_next_never_leads_to_another_site(browser, phone, mailbox, address):
    await join(browser, mailbox)
    answer = await phone.post("/auth/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": address})
    assert answer.json() == {"location": "/welcome"}


async def test_wrong_password_and_unknown_address_are_the_same_at_the_same_cost(browser, http, mailbox):
    await join(browser, mailbox)
    seen = []
    for email in (EMAIL, "nobody@acme.test"):
        before = hashes()
        answer = await sign_in(http(), "not the password", email)
        body = {k: v for k, v in answer.json().items() if k != "request_id"}
        headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
        seen.append((answer.status_code, body, headers, hashes() - before))
    assert seen[0] == seen[1]
    assert (seen[0][0], seen[0][1]["code"], seen[0][3]) == (401, "wrong_credentials", 1)


async def test_account_is_guarded_from_any_address(browser, http, mailbox, owner):
    await join(browser, mailbox)
    codes = [(await sign_in(http(), "not the password")).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]
    limited = await sign_in(http())
    assert limited.status_code == 429, "the right password does not help either"
    assert int(limited.headers["retry-after"]) <= 90
    keys = [row[0] for row in owner.execute("select key from private.rate_limits").fetchall()]
    assert not any(EMAIL in key for key in keys)


async def test_unknown_account_is_limited_just_like_a_known_one(http):
    codes = [(await sign_in(http(), "not the password", "nobody@acme.test")).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]


async def test_address_is_guarded_over_all_accounts(owner):
    async def guess(n: int, address: str) -> str:
        form = SignInForm(email=f"person{n}@acme.test", password="not the password")
        with pytest.raises(AppError) as refused:
            await service.sign_in(visitor(address), form, Browser())
        return refused.value.code

    outcomes = [await guess(n, "203.0.113.7") for n in range(51)]
    assert outcomes == ["wrong_credentials"] * 50 + ["too_many"]
    assert await guess(99, "203.0.113.8") == "wrong_credentials"


async def test_all_of_an_ipv6_network_is_one_address(owner):
    form = SignInForm(email=EMAIL, password="not the password")
    for n in range(10):
        with pytest.raises(WrongCredentials):
            await service.sign_in(visitor(f"2001:db8::{n}"), form, Browser())
    keys = owner.execute("select count(*) from private.rate_limits where key like 'password:from:%'").fetchone()
    assert keys == (1,)


async def test_success_gives_an_account_its_tries_back(browser, http, mailbox):
    await join(browser, mailbox)
    for _ in range(2):
        for _ in range(8):
            assert (await sign_in(http(), "not the password")).status_code == 401
        assert (await sign_in(http())).status_code == 200


async def test_signing_in_again_ends_the_browsers_old_session(browser, mailbox, owner):
    await join(browser, mailbox)
    old = browser.cookies[settings().session_cookie]
    assert (await sign_in(browser)).status_code == 200
    assert browser.cookies[settings().session_cookie] != old
    browser.cookies.set(settings().session_cookie, old)
    assert owner.execute("select count(*) from sessions").fetchone() == (1,)


async def test_hash_is_renewed_when_its_parameters_changed(browser, mailbox, phone, owner):
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    await join(browser, mailbox)
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=16, parallelism=1),)).hash(PASSWORD)
    owner.execute("update credentials set password_hash = %s", [weak])
    assert (await sign_in(phone)).status_code == 200
    kept = owner.execute("select password_hash from credentials").fetchone()
    assert kept
    assert f"m={settings().argon2_memory_kib},t=3,p=1" in kept[0]
    assert (await sign_in(phone)).status_code == 200


async def test_password_changed_while_it_is_checked_opens_nothing(browser, phone, mailbox, owner):
    """A sign-in that read the old hash must not survive the change that ends all sessions."""
    await join(browser, mailbox)
    with psycopg.connect(databases().owner) as other:
        other.execute("update credentials set password_hash = 'another'")
        waiting = asyncio.create_task(sign_in(phone))
        blocked = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'update credentials%'"
        )
        while owner.execute(blocked).fetchone() == (0,):  # noqa: ASYNC110  Postgres tells nobody who waits
            await asyncio.sleep(0.01)
        other.commit()
    assert (await waiting).json()["code"] == "wrong_credentials"
    assert owner.execute("select count(*) from sessions").fetchone() == (1,)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "", "password": "x"}, "email"),
        ({"email": EMAIL, "password": ""}, "password"),
        ({"email": EMAIL, "password": "p\x00"}, "password"),
        ({"email": EMAIL, "password": "p" * 100_000}, "password"),
        ({"email": "p\x00@acme.test", "password": "x"}, "email"),
    ],
)
async def test_unfit_input_is_named_beside_its_field(browser, given, field):
    answer = await browser.post("/auth/sign-in", data=given)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})


async def test_sign_out_ends_the_session_and_the_cookie(browser, mailbox, owner, audited):
    await join(browser, mailbox)
    secret = browser.cookies[settings().session_cookie]
    answer = await browser.post("/auth/sign-out")
    assert answer.json() == {"location": "/sign-in"}
    assert settings().session_cookie not in browser.cookies
    browser.cookies.set(settings().session_cookie, secret)
    assert not await is_in(browser)
    assert audited()[-1] == "accounts.sign_out"
    assert (await browser.post("/auth/sign-out")).status_code == 200, "twice is harmless"


async def test_plain_form_is_answered_with_redirects(http, browser, mailbox):
    await join(browser, mailbox)
    plain = http(Accept="text/html", Referer=f"{settings().origin}/sign-in?next=/account&error=old")
    refused = await plain.post("/auth/sign-in", data={"email": EMAIL, "password": "not the password"})
    assert refused.status_code == 303
    assert refused.headers["location"] == "/sign-in?next=%2Faccount&error=wrong_credentials"
    unfit = await plain.post("/auth/sign-in", data={"email": EMAIL})
    assert unfit.headers["location"] == "/sign-in?next=%2Faccount&error=invalid"
    done = await plain.post("/auth/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/welcome")


async def test_plain_form_goes_back_to_our_pages_only(http):
    plain = http(Accept="text/html", Referer="https://evil.example/sign-in")
    answer = await plain.post("/auth/sign-in", data={"email": EMAIL, "password": "x"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")


async def test_sign_ins_are_counted_and_audited(browser, phone, mailbox, owner):
    def count(outcome: str) -> float:
        labels = {"method": "password", "outcome": outcome}
        return REGISTRY.get_sample_value("hiveforge_sign_ins_total", labels) or 0

    await join(browser, mailbox)
    before = count("done"), count("refused")
    await sign_in(phone, "not the password")
    await sign_in(phone)
    assert (count("done"), count("refused")) == (before[0] + 1, before[1] + 1)
    row = owner.execute(
        "select action, actor_name, target_name, organization_id from audit_entries order by id desc limit 1"
    )
    assert row.fetchone() == ("accounts.sign_in", "Pat Example", "Safari on iPhone", None)


async def test_sessions_live_as_long_as_the_settings_say(browser, mailbox, owner):
    await join(browser, mailbox)
    row = owner.execute("select expires_at - created_at, idle_seconds, user_agent, address from sessions").fetchone()
    assert row
    assert abs(row[0] - timedelta(hours=settings().session_hours)) < timedelta(seconds=5)
    assert row[1] == settings().session_idle_hours * 3600
    assert "Firefox/140" in row[2]
    assert row[3] == "127.0.0.1"
