"""Each way in which a vendor of language models fails, in both protocols, through its own SDK."""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from hiveforge.gateways.llm import (
    AnswerRefused,
    Llm,
    ModelBusy,
    ModelMisconfigured,
    ModelUnavailable,
    PromptTooLong,
    Started,
    Stopped,
    StopReason,
    Text,
    Usage,
    estimated_usage,
)
from hiveforge.gateways.llm.patience import TooSlow

from .model_worlds import KEY, PROMPT, SHORT, failure_of, heard, provider, request, text_of, usage_of
from .vendor_server import End, Reply, VendorServer, vendor

ANSWER = "Open **Members** and press “Invite” – żółć."
REAL_USAGE = Usage(input_tokens=1019, output_tokens=9, cached_tokens=896)


@pytest.fixture(params=["openai", "anthropic"])
async def server(request) -> AsyncIterator[VendorServer]:
    async with vendor(request.param) as served:
        yield served


@pytest.fixture
async def llm(server: VendorServer) -> AsyncIterator[Llm]:
    asked = Llm([provider(server.protocol, server.url)], SHORT)
    yield asked
    await asked.close()


async def test_a_whole_answer_is_told_and_counted(server, llm):
    events = await heard(llm)
    assert isinstance(events[0], Started)
    assert text_of(events) == ANSWER
    assert events[-2:] == [REAL_USAGE, Stopped(StopReason.END)]
    [asked] = server.asked
    assert KEY in (asked.headers.get("authorization", "") + asked.headers.get("x-api-key", ""))
    assert PROMPT in str(asked.body["messages"])


async def test_an_answer_at_its_limit_says_so(server, llm):
    server.usual = Reply(name="length.sse")
    assert (await heard(llm))[-1] == Stopped(StopReason.LENGTH)


async def test_a_busy_vendor_is_asked_again_when_it_says(server, llm):
    server.replies.append(Reply(name="429.json", status=429, headers={"retry-after": "1"}))
    assert text_of(await heard(llm)) == ANSWER
    first, second = server.asked
    assert second.at - first.at >= 1


async def test_a_busy_vendor_that_asks_for_more_patience_than_people_have_is_not_waited_for(server, llm):
    server.usual = Reply(name="429.json", status=429, headers={"retry-after": "60"})
    error = failure_of(await heard(llm))
    assert isinstance(error, ModelBusy)
    assert error.retry_after == 60
    assert len(server.asked) == 1


@pytest.mark.parametrize("headers", [{}, {"retry-after": "Fri, 27 Nov 2020 10:00:00 GMT"}, {"retry-after-ms": "10"}])
async def test_a_busy_vendor_is_left_alone_after_three_attempts(server, llm, headers):
    server.usual = Reply(name="429.json", status=429, headers=headers)
    assert isinstance(failure_of(await heard(llm)), ModelBusy)
    assert len(server.asked) == 3


async def test_a_failing_vendor_is_asked_again(server, llm):
    server.replies += [Reply(name="500.json", status=500), Reply(name="500.json", status=503)]
    assert text_of(await heard(llm)) == ANSWER
    assert len(server.asked) == 3


async def test_a_vendor_that_goes_on_failing_is_unavailable(server, llm):
    server.usual = Reply(name="500.json", status=500)
    events = await heard(llm)
    assert len(events) == 1
    assert isinstance(failure_of(events), ModelUnavailable)
    assert failure_of(events).status == 503
    assert len(server.asked) == 3


async def test_an_overload_told_within_the_answer_is_busy(server, llm):
    name = {"openai": "fails_midway.sse", "anthropic": "overloaded_at_once.sse"}[server.protocol]
    server.replies.append(Reply(name=name, most=None if server.protocol == "anthropic" else 0, end=End.CUT))
    assert text_of(await heard(llm)) == ANSWER
    assert len(server.asked) == 2


async def test_a_vendor_that_does_not_begin_is_given_up_once_and_told_to_stop(server, llm):
    server.usual = Reply(delay=30)
    assert isinstance(failure_of(await heard(llm)), TooSlow)
    assert time.monotonic() - server.asked[0].at < SHORT.answer
    assert len(server.asked) == 1
    await server.until_abandoned()


async def test_a_vendor_that_falls_silent_midway_is_given_up(server, llm):
    server.usual = Reply(most=4, end=End.HANGS)
    events = await heard(llm)
    assert text_of(events).startswith("Open")
    assert isinstance(failure_of(events), TooSlow)
    assert time.monotonic() - server.asked[0].at < SHORT.answer
    await server.until_abandoned()


async def test_a_slow_drip_ends_when_the_whole_answer_takes_too_long(server):
    llm = Llm([provider(server.protocol, server.url)], replace(SHORT, answer=1))
    server.usual = Reply(pause=0.15)
    events = await heard(llm)
    assert ANSWER.startswith(text_of(events))
    assert "" < text_of(events) < ANSWER
    assert isinstance(failure_of(events), TooSlow)
    await server.until_abandoned()
    await llm.close()


@pytest.mark.parametrize("end", [End.CUT, End.CLOSED])
async def test_a_cut_answer_keeps_its_text_and_is_counted_as_an_estimate(server, llm, end):
    server.usual = Reply(most=4, end=end)
    events = await heard(llm)
    assert ANSWER.startswith(text_of(events))
    assert usage_of(events) == estimated_usage(request(), text_of(events))
    assert usage_of(events).estimated
    assert type(failure_of(events)) is ModelUnavailable
    assert len(server.asked) == 1


async def test_an_error_told_midway_ends_the_answer(server, llm):
    server.usual = Reply(name="fails_midway.sse")
    events = await heard(llm)
    assert text_of(events) == "Open **Members**"
    assert isinstance(failure_of(events), ModelUnavailable)


@pytest.mark.parametrize("name", ["garbage.sse", "other_shape.sse"])
async def test_garbage_is_as_good_as_no_answer(server, llm, name):
    server.usual = Reply(name=name)
    events = await heard(llm)
    assert len(events) == 1
    assert isinstance(failure_of(events), ModelUnavailable)
    assert len(server.asked) == 3


async def test_an_error_page_of_a_proxy_is_as_good_as_no_answer(server, llm):
    server.usual = Reply(name="garbage.sse", status=502)
    assert isinstance(failure_of(await heard(llm)), ModelUnavailable)


async def test_a_filtered_answer_is_refused_and_still_counted(server, llm):
    server.usual = Reply(name="filtered.sse")
    events = await heard(llm)
    assert usage_of(events) == REAL_USAGE
    assert isinstance(failure_of(events), AnswerRefused)
    assert len(server.asked) == 1


async def test_a_vendor_that_does_not_count_is_counted_for(server, llm):
    server.usual = Reply(name="without_usage.sse")
    events = await heard(llm)
    assert usage_of(events) == estimated_usage(request(), ANSWER)
    assert events[-1] == Stopped(StopReason.END)


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("401.json", 401, ModelMisconfigured),
        ("404.json", 404, ModelMisconfigured),
        ("400_parameter.json", 400, ModelMisconfigured),
        ("quota.json", 429, ModelMisconfigured),
        ("400_too_long.json", 400, PromptTooLong),
        ("garbage.sse", 413, PromptTooLong),
    ],
)
async def test_a_refusal_is_not_tried_again(server, llm, name, status, kind):
    server.usual = Reply(name=name, status=status)
    assert type(failure_of(await heard(llm))) is kind
    assert len(server.asked) == 1


async def test_nobody_listening_is_unavailable():
    async with vendor("openai") as gone:
        url = gone.url
    for protocol in ("openai", "anthropic"):
        llm = Llm([provider(protocol, url)], SHORT)
        assert type(failure_of(await heard(llm))) is ModelUnavailable
        await llm.close()


async def test_leaving_stops_the_vendor(server, llm):
    server.usual = Reply(pause=0.05, end=End.HANGS)
    async with aclosing(llm.stream(request())) as events:
        async for event in events:
            if isinstance(event, Text):
                break
        assert not server.abandoned.is_set()
    await server.until_abandoned()
