"""How much later the first text of an answer comes through the gateway than by the vendor's SDK alone.

The vendor answers at once, which no real one does: what the gateway adds shows as large as it can be.
"""

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

from hiveforge.gateways.llm import LanguageModel, Llm, LlmRequest, Message, ModelClass, Role, Text
from hiveforge.gateways.llm.anthropic import AnthropicAccount, AnthropicProvider
from hiveforge.gateways.llm.openai import OpenAiAccount, OpenAiProvider
from hiveforge.gateways.llm.patience import Patience

from .report import Measurement, paired_ratio
from .world import BARE_PORT

PAIRS, WARM_UP = 300, 20
URL = f"http://127.0.0.1:{BARE_PORT}"
PROMPT = "How do I invite a colleague? " * 100
ASKED = LlmRequest(messages=(Message(Role.USER, PROMPT),), instructions="Answer shortly.")
First = Callable[[], Awaitable[None]]


async def measure() -> list[Measurement]:
    models = dict.fromkeys(ModelClass, LanguageModel(provider="bench", name="bench", api_url=URL))
    openai = OpenAiProvider(OpenAiAccount(key="none", url=f"{URL}/v1", models=models))
    anthropic = AnthropicProvider(AnthropicAccount(key="none", url=URL, models=models))
    return [
        await _compare("openai_first_token", openai, _bare_openai()),
        await _compare("anthropic_first_token", anthropic, _bare_anthropic()),
    ]


async def _compare(name: str, provider: Any, bare: First) -> Measurement:
    gateway = Llm([provider], Patience(first=10, silence=10, answer=20))

    async def through_gateway() -> None:
        async with aclosing(gateway.stream(ASKED)) as events:
            async for event in events:
                if isinstance(event, Text):
                    return

    ours, theirs = [], []
    for pair in range(PAIRS + WARM_UP):
        for mine in (True, False) if pair % 2 else (False, True):
            seconds = await _first(through_gateway if mine else bare)
            if pair >= WARM_UP:
                (ours if mine else theirs).append(seconds)
    await gateway.close()
    milliseconds = {"ours_ms": round(min(ours) * 1000, 2), "bare_ms": round(min(theirs) * 1000, 2)}
    return paired_ratio(name, ours, theirs, **milliseconds)


async def _first(call: First) -> float:
    started = time.perf_counter()
    await call()
    return time.perf_counter() - started


def _bare_openai() -> First:
    from openai import AsyncOpenAI

    client = AsyncOpenAI(api_key="none", base_url=f"{URL}/v1", max_retries=0)
    messages: Any = [{"role": "system", "content": "Answer shortly."}, {"role": "user", "content": PROMPT}]

    async def call() -> None:
        async with await client.chat.completions.create(
            model="bench", messages=messages, stream=True, stream_options={"include_usage": True}, max_tokens=1024
        ) as chunks:
            async for chunk in chunks:
                if chunk.choices[0].delta.content:
                    return

    return call


def _bare_anthropic() -> First:
    from anthropic import AsyncAnthropic

    client = AsyncAnthropic(api_key="none", base_url=URL, max_retries=0)
    messages: Any = [{"role": "user", "content": PROMPT}]

    async def call() -> None:
        async with await client.messages.create(
            model="bench", messages=messages, system="Answer shortly.", stream=True, max_tokens=1024
        ) as events:
            async for event in events:
                if event.type == "content_block_delta" and event.delta.type == "text_delta":
                    return

    return call
