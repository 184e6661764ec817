"""The contract of mail gateways, run against the local inbox and against Resend's own SDK talking to the stand-in."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from mail_stand_in import KEY, MESSAGE

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import UnsafeSettings, settings
from hiveforge.gateways.mail import MailGateway, MailMessage, MailRefused, mail_gateway, uses_local_inbox
from hiveforge.gateways.mail.inbox import InboxMail
from hiveforge.sandbox import inbox
from hiveforge.sandbox.resend import ResendStandIn


@pytest.fixture
def environment(monkeypatch) -> Iterator[pytest.MonkeyPatch]:
    """Environment variables that the settings are read from again."""
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


async def in_the_inbox() -> int:
    async with unit_of_work(system("counting mail in a test")) as db:
        return len(await inbox.newest(db))


async def answered_in_the_inbox() -> list[str]:
    async with unit_of_work(system("reading mail in a test")) as db:
        return [address for kept in await inbox.newest(db) if (address := kept.headers.get("Reply-To"))]


@dataclass
class Subject:
    """A gateway, how to count what it delivered, and where answers to that go if not to the sender."""

    gateway: MailGateway
    delivered: Callable[[], Awaitable[int]]
    answers_to: Callable[[], Awaitable[list[str]]]


@pytest.fixture(params=["inbox", "resend"])
def subject(request) -> Subject:
    if request.param == "inbox":
        request.getfixturevalue("owner")
        return Subject(InboxMail(), in_the_inbox, answered_in_the_inbox)
    stand_in = request.getfixturevalue("stand_in")

    async def accepted() -> int:
        return len(stand_in.sent)

    async def answered() -> list[str]:
        return [address for mail in stand_in.sent.values() for address in mail["reply_to"]]

    return Subject(request.getfixturevalue("resend_mail"), accepted, answered)


async def test_a_message_is_delivered_and_has_an_id(subject):
    assert await subject.gateway.send(MESSAGE, idempotency_key="a")
    assert await subject.delivered() == 1


async def test_answers_go_to_whom_the_message_names_and_else_to_the_sender(subject):
    await subject.gateway.send(MESSAGE, idempotency_key="a")
    assert await subject.answers_to() == []
    await subject.gateway.send(replace(MESSAGE, reply_to="ida@big.example"), idempotency_key="b")
    assert await subject.answers_to() == ["ida@big.example"]


async def test_another_address_for_answers_is_another_message(subject):
    await subject.gateway.send(replace(MESSAGE, reply_to="ida@big.example"), idempotency_key="a")
    with pytest.raises(MailRefused):
        await subject.gateway.send(replace(MESSAGE, reply_to="other@big.example"), idempotency_key="a")


async def test_the_same_key_again_delivers_nothing_and_returns_the_same_id(subject):
    first = await subject.gateway.send(MESSAGE, idempotency_key="a")
    assert await subject.gateway.send(MESSAGE, idempotency_key="a") == first
    assert await subject.delivered() == 1


async def test_another_key_delivers_again(subject):
    first = await subject.gateway.send(MESSAGE, idempotency_key="a")
    assert await subject.gateway.send(MESSAGE, idempotency_key="b") != first
    assert await subject.delivered() == 2


async def test_another_message_under_a_used_key_is_refused_for_good(subject):
    await subject.gateway.send(MESSAGE, idempotency_key="a")
    with pytest.raises(MailRefused):
        await subject.gateway.send(replace(MESSAGE, subject="Other"), idempotency_key="a")
    assert await subject.delivered() == 1


async def test_one_key_many_times_at_once_delivers_once(subject):
    async def attempt() -> str | None:
        try:
            return await subject.gateway.send(MESSAGE, idempotency_key="a")
        except Unavailable:
            return None

    ids = {sent for sent in await asyncio.gather(*(attempt() for _ in range(8))) if sent}
    assert len(ids) == 1
    assert await subject.delivered() == 1


async def test_the_inbox_keeps_the_whole_message(owner):
    await InboxMail().send(MESSAGE, idempotency_key="a")
    async with unit_of_work(system("reading mail in a test")) as db:
        (kept,) = await inbox.newest(db)
    assert (
        MailMessage(
            to=kept.recipient,
            subject=kept.subject,
            html=kept.html,
            text=kept.text,
            sender=kept.sender,
            headers=kept.headers,
        )
        == MESSAGE
    )


def test_the_key_of_resend_chooses_it(environment):
    environment.setenv("RESEND_API_KEY", "re_1")
    assert mail_gateway().name == "resend"
    assert not uses_local_inbox()


def test_without_a_key_mail_stays_here(environment):
    environment.delenv("RESEND_API_KEY", raising=False)
    assert mail_gateway().name == "inbox"
    assert uses_local_inbox()


def test_production_has_no_local_inbox(environment):
    environment.delenv("RESEND_API_KEY", raising=False)
    environment.setenv("HIVEFORGE_ENVIRONMENT", "production")
    with pytest.raises(UnsafeSettings):
        mail_gateway()
    assert not uses_local_inbox()


async def test_no_stand_in_starts_in_production(environment):
    environment.setenv("HIVEFORGE_ENVIRONMENT", "production")
    with pytest.raises(UnsafeSettings):
        ResendStandIn(KEY)
    with pytest.raises(UnsafeSettings):
        await InboxMail().send(MESSAGE, idempotency_key="a")
