"""The ways in, as a browser with our script takes them, and the mail that arrives meanwhile."""

import re
from typing import Any

import httpx
import psycopg
from prometheus_client import REGISTRY

PASSWORD = "seven lazy herons"
EMAIL = "pat@acme.test"


class Mailbox:
    """What the outbox holds, as its readers will see it."""

    def __init__(self, owner: psycopg.Connection[Any]) -> None:
        self.owner = owner

    def kinds(self, to: str = EMAIL) -> list[str]:
        rows = self.owner.execute("select kind from outgoing_mails where recipient = %s order by id", [to])
        return [row[0] for row in rows.fetchall()]

    def text(self, to: str = EMAIL) -> str:
        query = "select text from outgoing_mails where recipient = %s order by id desc limit 1"
        row = self.owner.execute(query, [to]).fetchone()
        assert row, f"no mail to {to}"
        return row[0]

    def code(self, to: str = EMAIL) -> str:
        found = re.search(r"^    (\d{6})$", self.text(to), re.MULTILINE)
        assert found, self.text(to)
        return found[1]


def flow_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.json()["location"].partition("flow=")[2].partition("&")[0]


async def sign_up(browser: httpx.AsyncClient, email: str = EMAIL, **fields: str) -> str:
    """Ask for an account; returns the flow."""
    given = {"name": "Pat Example", "email": email, "password": PASSWORD} | fields
    return flow_of(await browser.post("/auth/sign-up", data=given))


async def join(browser: httpx.AsyncClient, mailbox: Mailbox, email: str = EMAIL, **fields: str) -> None:
    """Get an account and be signed in."""
    flow = await sign_up(browser, email, **fields)
    answer = await verify(browser, flow, mailbox.code(email))
    assert answer.status_code == 200, answer.text


async def sign_in(browser: httpx.AsyncClient, password: str = PASSWORD, email: str = EMAIL) -> httpx.Response:
    return await browser.post("/auth/sign-in", data={"email": email, "password": password})


async def verify(browser: httpx.AsyncClient, flow: object, code: str, **fields: str) -> httpx.Response:
    """Type the mailed code."""
    return await browser.post("/auth/verify", data={"flow": flow, "code": code, **fields})


def hashes() -> float:
    """How many passwords were hashed so far."""
    return REGISTRY.get_sample_value("hiveforge_password_hashes_total") or 0


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/api/v1/me")).status_code == 200


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"
