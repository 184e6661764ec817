"""What the product relies on in every vendor's adapter: asked of the demo model, through both vendors' own SDKs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import psutil
import pytest
from demo_weights import demo_weights

from hiveforge.gateways.llm import (
    Llm,
    Message,
    ModelMisconfigured,
    PromptTooLong,
    Role,
    Started,
    Stopped,
    StopReason,
    Text,
    estimated_usage,
    tokens_at_most,
)
from hiveforge.gateways.llm.patience import Patience
from hiveforge.sandbox import llm as sandbox

from .model_worlds import failure_of, heard, provider, request, text_of, usage_of

PATIENT = Patience(first=60, silence=60, answer=100)  # the machine may have other things to do
pytestmark = pytest.mark.xdist_group("demo model")


@pytest.fixture(params=["openai", "anthropic"])
async def made(request) -> AsyncIterator[Callable[..., Llm]]:
    """Makes gateways to the demo model through one vendor's SDK, with the right key or another."""
    demo_weights()
    endpoint = await sandbox.endpoint()
    gateways: list[Llm] = []

    def make(key: str = endpoint.key) -> Llm:
        asked = provider(request.param, endpoint.url, key=key, name=sandbox.MODEL)
        gateways.append(Llm([asked], PATIENT))
        return gateways[-1]

    yield make
    for gateway in gateways:
        await gateway.close()


@pytest.fixture
def llm(made) -> Llm:
    return made()


async def test_an_answer_begins_is_counted_and_ends(llm):
    events = await heard(llm, request("Say hello.", most=40))
    assert [type(event) for event in (events[0], events[-2], events[-1])] == [Started, type(usage_of(events)), Stopped]
    assert events[0].model == llm.model()
    assert all(isinstance(event, Text) and event.text for event in events[1:-2])
    assert text_of(events).strip()
    assert not usage_of(events).estimated


async def test_usage_is_what_was_counted_before(llm):
    asked = request("Say hello.", most=8)
    counted = await llm.count(asked)
    assert counted.exact
    assert usage_of(await heard(llm, asked)).input_tokens == counted.tokens


async def test_estimates_are_not_below_what_is_counted(llm):
    texts = [
        "How do I invite a colleague who has left?",
        "Zażółć gęślą jaźń, 你好世界, привет, 🐝🐝🐝",
        "019acf5e-7b1d-7c3a-9e44-3f2b8d0c6a17 0123456789 9876543210",
        "Donaudampfschifffahrtsgesellschaft, Hottentottenpotentatentante, internationalisation",
        "def f(x): return {'a': [1, 2, 3], \"b\": x**2}  # {}[]()<>",
        "    \n\n\t\t  \n" * 20,
    ]
    for text in texts:
        counted, empty = await llm.count(request(text)), await llm.count(request("a"))
        assert tokens_at_most(text) >= counted.tokens - empty.tokens
        assert estimated_usage(request(text), "").input_tokens >= counted.tokens


async def test_instructions_and_earlier_messages_are_sent(llm):
    short, long = request("Go on."), request("Go on.", instructions="Answer shortly, and in the words of a bee.")
    talk = (Message(Role.USER, "What is a hive?"), Message(Role.ASSISTANT, "A home of bees."), *short.messages)
    longer = type(short)(messages=talk, instructions=short.instructions)
    counts = [(await llm.count(asked)).tokens for asked in (short, long, longer)]
    assert counts[0] < counts[1]
    assert counts[0] < counts[2]


async def test_an_answer_is_no_longer_than_it_may_be(llm):
    events = await heard(llm, request("Tell a long story about bees.", most=6))
    assert events[-1] == Stopped(StopReason.LENGTH)
    assert usage_of(events).output_tokens == 6


async def test_answers_at_the_same_time_do_not_mix(llm):
    words = ("one", "two", "three", "four")
    answers = await asyncio.gather(*(heard(llm, request(f"Say the word {word}.", most=12)) for word in words))
    assert [type(events[-1]) for events in answers] == [Stopped] * 4
    assert len({id(events) for events in answers}) == 4
    for events in answers:
        assert usage_of(events).output_tokens <= 12
        assert tokens_at_most(text_of(events)) >= 1


async def test_a_prompt_beyond_the_context_is_too_long(llm):
    assert isinstance(failure_of(await heard(llm, request("bees " * 3000))), PromptTooLong)


async def test_another_key_is_refused(made):
    assert isinstance(failure_of(await heard(made("wrong key"))), ModelMisconfigured)


async def test_leaving_stops_the_work(llm):
    [server] = [process for process in psutil.process_iter(["cmdline"]) if _is_the_server(process)]
    async with aclosing(llm.stream(request("Count to a thousand, in words.", most=1500))) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    await asyncio.sleep(0.5)
    before = server.cpu_times().user
    await asyncio.sleep(1)
    assert server.cpu_times().user - before < 0.2


def _is_the_server(process: psutil.Process) -> bool:
    return str(sandbox.home_of().directory) in (process.info["cmdline"] or [])
