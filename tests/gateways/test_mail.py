"""The contract of mail gateways, run against the local inbox and against Resend's own SDK talking to the stand-in."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

import pytest
import resend
from mail_stand_in import KEY, free_port, served

from hiveforge.core.actor import system
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import UnsafeSettings, settings
from hiveforge.gateways.mail import MailGateway, MailMessage, MailRefused, mail_gateway, uses_local_inbox
from hiveforge.gateways.mail.inbox import InboxMail
from hiveforge.gateways.mail.resend import ResendMail
from hiveforge.sandbox import inbox
from hiveforge.sandbox.resend import Fault, ResendStandIn

MESSAGE = MailMessage(
    to="ada@example.com",
    subject="Your code is 482913 – Żółć",
    html="<p>482913</p>",
    text="482913",
    sender="HiveForge <hello@hiveforge.example>",
    headers={"X-Entity-Ref-ID": "1"},
)


@pytest.fixture(scope="module")
async def stand_in_with_url():
    stand_in = ResendStandIn(KEY)
    async with served(stand_in) as url:
        yield stand_in, url


@pytest.fixture
def stand_in(stand_in_with_url) -> ResendStandIn:
    stand_in, _ = stand_in_with_url
    stand_in.forget()
    return stand_in


@pytest.fixture
def environment(monkeypatch) -> Iterator[pytest.MonkeyPatch]:
    """Environment variables that the settings are read from again."""
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


@pytest.fixture
def resend_mail(stand_in, stand_in_with_url) -> ResendMail:
    return ResendMail(KEY, stand_in_with_url[1])


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


async def test_resend_gets_the_whole_message(stand_in, resend_mail):
    sent = stand_in.sent[await resend_mail.send(MESSAGE, idempotency_key="a")]
    assert sent["to"] == [MESSAGE.to]
    assert {name: sent[name] for name in ("from", "subject", "html", "text", "headers")} == {
        "from": MESSAGE.sender,
        "subject": MESSAGE.subject,
        "html": MESSAGE.html,
        "text": MESSAGE.text,
        "headers": dict(MESSAGE.headers),
    }


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


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=503),
        Fault(status=429),
        Fault(status=200, garbage=True),
        Fault(status=502, garbage=True),
    ],
    ids=["500", "503", "429", "garbage", "gateway page"],
)
async def test_a_passing_fault_of_resend_may_be_tried_again(stand_in, stand_in_with_url, fault):
    gateway = ResendMail(KEY, stand_in_with_url[1], timeout=0.5)
    stand_in.faults.append(fault)
    with pytest.raises(Unavailable):
        await gateway.send(MESSAGE, idempotency_key="a")
    assert stand_in.requests == 1
    assert not stand_in.sent
    assert await gateway.send(MESSAGE, idempotency_key="a") in stand_in.sent


async def test_silence_is_not_waited_for(stand_in, stand_in_with_url):
    stand_in.faults.append(Fault(delay=3))
    async with asyncio.timeout(1.5):
        with pytest.raises(Unavailable, match="does not answer"):
            await ResendMail(KEY, stand_in_with_url[1], timeout=0.5).send(MESSAGE, idempotency_key="a")


async def test_a_lost_answer_does_not_send_twice(stand_in, resend_mail):
    stand_in.faults.append(Fault(status=500, accepts=True))
    with pytest.raises(Unavailable):
        await resend_mail.send(MESSAGE, idempotency_key="a")
    assert await resend_mail.send(MESSAGE, idempotency_key="a") in stand_in.sent
    assert len(stand_in.sent) == 1


async def test_a_request_that_still_runs_may_be_asked_for_again(stand_in, resend_mail):
    stand_in.faults.append(Fault(status=200, delay=1, accepts=True))
    first = asyncio.create_task(resend_mail.send(MESSAGE, idempotency_key="a"))
    for _ in range(500):
        if stand_in.sent:
            break
        await asyncio.sleep(0.01)
    with pytest.raises(Unavailable, match="concurrent_idempotent_requests"):
        await resend_mail.send(MESSAGE, idempotency_key="a")
    assert await first == await resend_mail.send(MESSAGE, idempotency_key="a")


async def test_resend_says_when_to_try_again(stand_in, resend_mail):
    stand_in.faults.append(Fault(status=429, retry_after=7))
    with pytest.raises(Unavailable) as caught:
        await resend_mail.send(MESSAGE, idempotency_key="a")
    assert caught.value.retry_after == 7


async def test_nobody_listening_may_be_tried_again():
    with pytest.raises(Unavailable):
        await ResendMail(KEY, f"http://127.0.0.1:{free_port()}").send(MESSAGE, idempotency_key="a")


@pytest.mark.parametrize(
    "change", [{"to": "not an address"}, {"sender": "nobody"}, {"subject": ""}, {"html": "", "text": ""}]
)
async def test_what_resend_refuses_is_refused_for_good_with_its_reason(stand_in, resend_mail, change):
    with pytest.raises(MailRefused, match=r"Resend: .+ \((validation_error|missing_required_field)\)"):
        await resend_mail.send(replace(MESSAGE, **change), idempotency_key="a")
    assert not stand_in.sent


async def test_a_header_injection_is_refused(resend_mail):
    with pytest.raises(MailRefused):
        await resend_mail.send(replace(MESSAGE, subject="Hi\r\nBcc: x@example.com"), idempotency_key="a")


async def test_a_wrong_key_waits_for_the_right_one(stand_in, stand_in_with_url):
    with pytest.raises(Unavailable, match="invalid_api_key"):
        await ResendMail("re_other", stand_in_with_url[1]).send(MESSAGE, idempotency_key="a")
    assert not stand_in.sent


@pytest.mark.parametrize("key", ["", "x" * 257])
async def test_a_key_of_a_wrong_length_is_refused(resend_mail, key):
    with pytest.raises(MailRefused, match="invalid_idempotency_key"):
        await resend_mail.send(MESSAGE, idempotency_key=key)


async def test_the_sdk_reads_back_what_was_sent(stand_in, resend_mail):
    sent = await resend_mail.send(MESSAGE, idempotency_key="a")
    email = await resend.Emails.get_async(sent)
    assert (email["id"], email["subject"], email["to"]) == (sent, MESSAGE.subject, [MESSAGE.to])
    with pytest.raises(resend.exceptions.ResendError, match="not found"):
        await resend.Emails.get_async("unknown")


async def test_the_sdk_sends_a_batch_once(stand_in, resend_mail):
    await resend_mail.send(MESSAGE, idempotency_key="first")
    mails: list[resend.Emails.SendParams] = [
        {"from": MESSAGE.sender, "to": [f"{name}@example.com"], "subject": "Hi", "text": "x"} for name in ("a", "b")
    ]
    answers = [await resend.Batch.send_async(mails, {"idempotency_key": "batch"}) for _ in range(2)]
    assert answers[0]["data"] == answers[1]["data"]
    assert len(stand_in.sent) == 3


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
