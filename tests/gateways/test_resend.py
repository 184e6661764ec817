"""Resend's own SDK talking to the stand-in: what it gets, and what becomes of its faults."""

import asyncio
from dataclasses import replace

import pytest
import resend
from mail_stand_in import KEY, MESSAGE, free_port

from hiveforge.core.errors import Unavailable
from hiveforge.gateways.mail import MailRefused
from hiveforge.gateways.mail.resend import ResendMail
from hiveforge.sandbox.resend import Fault


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
