"""Two vendors: the second answers when the first cannot, and one that keeps failing is left alone for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from hiveforge.gateways.llm import (
    AnswerRefused,
    Failed,
    Llm,
    ModelClass,
    ModelUnavailable,
    NoModel,
    PromptTooLong,
    Started,
    Stopped,
    Text,
)
from hiveforge.gateways.llm.breaker import CircuitBreaker
from hiveforge.gateways.llm.demo import DemoProvider

from .model_worlds import SHORT, failure_of, heard, provider, request, text_of
from .vendor_server import End, Reply, VendorServer, vendor

ONCE = replace(SHORT, attempts=1)
BROKEN = Reply(name="500.json", status=500)


@pytest.fixture
async def first() -> AsyncIterator[VendorServer]:
    async with vendor("openai") as served:
        yield served


@pytest.fixture
async def second() -> AsyncIterator[VendorServer]:
    async with vendor("anthropic") as served:
        yield served


@pytest.fixture
async def llm(first, second) -> AsyncIterator[Llm]:
    asked = Llm([provider("openai", first.url), provider("anthropic", second.url)], ONCE)
    yield asked
    await asked.close()


def answered_by(events) -> str:
    [started] = [event for event in events if isinstance(event, Started)]
    return started.model.provider


@pytest.mark.parametrize(
    "fault",
    [
        BROKEN,
        Reply(name="429.json", status=429, headers={"retry-after": "60"}),
        Reply(name="401.json", status=401),
        Reply(name="quota.json", status=429),
        Reply(name="garbage.sse"),
        Reply(most=0, end=End.CUT),
        Reply(delay=30),
    ],
    ids=["failing", "busy", "bad key", "no credit", "garbage", "cut at once", "silent"],
)
async def test_the_second_vendor_answers_when_the_first_cannot(first, second, llm, fault):
    first.usual = fault
    events = await heard(llm)
    assert answered_by(events) == "anthropic"
    assert isinstance(events[-1], Stopped)
    assert (len(first.asked), len(second.asked)) == (1, 1)


async def test_the_first_vendor_answers_alone_when_it_can(second, llm):
    assert answered_by(await heard(llm)) == "openai"
    assert second.asked == []


@pytest.mark.parametrize(("name", "kind"), [("400_filtered.json", AnswerRefused), ("400_too_long.json", PromptTooLong)])
async def test_what_one_vendor_refuses_to_say_is_not_put_to_another(first, second, llm, name, kind):
    first.usual = Reply(name=name, status=400)
    assert isinstance(failure_of(await heard(llm)), kind)
    assert second.asked == []


async def test_an_answer_that_breaks_off_is_not_begun_again_elsewhere(first, second, llm):
    first.usual = Reply(most=4, end=End.CUT)
    events = await heard(llm)
    assert text_of(events)
    assert isinstance(failure_of(events), ModelUnavailable)
    assert second.asked == []


async def test_without_any_vendor_there_is_no_model():
    nobody = Llm([], SHORT)
    assert nobody.model(ModelClass.PREMIUM) is None
    [failed] = await heard(nobody)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, NoModel)
    assert not (await nobody.count(request())).exact


async def test_a_vendor_that_keeps_failing_is_left_alone(first, second, llm):
    first.usual = BROKEN
    for _ in range(7):
        assert answered_by(await heard(llm)) == "anthropic"
    assert len(first.asked) == 5
    assert len(second.asked) == 7


async def test_with_nobody_else_people_are_told_when_to_come_back(first):
    llm = Llm([provider("openai", first.url)], ONCE)
    first.usual = BROKEN
    for _ in range(5):
        await heard(llm)
    error = failure_of(await heard(llm))
    assert isinstance(error, ModelUnavailable)
    assert 25 < error.retry_after <= 30
    assert len(first.asked) == 5
    await llm.close()


def test_an_open_breaker_lets_one_call_try_and_closes_when_it_succeeds():
    now = [100.0]
    breaker = CircuitBreaker(lambda: now[0], limit=2, seconds=30)
    for _ in range(2):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now[0] += 30
    assert [breaker.admits(), breaker.admits()] == [True, False]
    breaker.failed()
    assert not breaker.admits()
    assert breaker.seconds_left() == 30
    now[0] += 31
    assert breaker.admits()
    breaker.left()  # the person went away before the vendor answered
    assert breaker.admits()
    breaker.succeeded()
    assert [breaker.admits(), breaker.admits()] == [True, True]


def test_failures_with_a_success_between_them_do_not_open_it():
    breaker = CircuitBreaker(lambda: 0.0, limit=2)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.admits()


async def test_a_cancelled_task_stops_the_vendor_midway(first, llm):
    first.usual = Reply(most=6, end=End.HANGS)
    begun = asyncio.Event()

    async def read() -> None:
        async with aclosing(llm.stream(request())) as events:
            async for event in events:
                if isinstance(event, Text):
                    begun.set()

    reading = asyncio.create_task(read())
    await begun.wait()
    reading.cancel()
    await first.until_abandoned()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_a_task_cancelled_before_the_first_piece_stops_the_vendor(first, second, llm):
    first.usual = Reply(delay=30)
    reading = asyncio.create_task(heard(Llm([provider("openai", first.url)], replace(SHORT, first=30))))
    await first.reached.wait()
    reading.cancel()
    await first.until_abandoned()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert second.asked == []


async def test_leaving_right_after_the_beginning_stops_the_vendor(first, llm):
    first.usual = Reply(most=3, end=End.HANGS)
    async with aclosing(llm.stream(request())) as events:
        assert isinstance(await anext(events), Started)
    await first.until_abandoned()


class NeverStarted(DemoProvider):
    async def prepare(self) -> None:
        pytest.fail("it was started")


async def test_asking_for_vectors_does_not_start_the_demo_model():
    with pytest.raises(NoModel):
        await Llm([NeverStarted()], SHORT).embed(["a text"])
