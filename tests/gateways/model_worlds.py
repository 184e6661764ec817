"""Language models to ask in tests: the recorded vendors, and the demo model through each vendor's own SDK."""

from collections.abc import Sequence
from contextlib import aclosing

from hiveforge.gateways.llm import (
    Failed,
    LanguageModel,
    Llm,
    LlmError,
    LlmEvent,
    LlmRequest,
    Message,
    ModelClass,
    Role,
    Text,
    Usage,
)
from hiveforge.gateways.llm.anthropic import AnthropicAccount, AnthropicProvider
from hiveforge.gateways.llm.openai import OpenAiAccount, OpenAiProvider
from hiveforge.gateways.llm.patience import Patience
from hiveforge.gateways.llm.protocol import Provider

KEY = "sk-secret-key-that-nobody-may-read"
PROMPT = "How do I invite Zażółć gęślą jaźń?"
NAMES = {"openai": "gpt-6-luna", "anthropic": "claude-haiku-5-5"}
SHORT = Patience(first=3, silence=1.5, answer=10, attempts=3, first_wait=0.01, longest_wait=1.2)


def provider(protocol: str, url: str, *, key: str = KEY, name: str = "") -> Provider:
    """The vendor's adapter for a server at `url`, without a path."""
    models = dict.fromkeys(ModelClass, LanguageModel(provider=protocol, name=name or NAMES[protocol], api_url=url))
    if protocol == "openai":
        return OpenAiProvider(
            OpenAiAccount(key=key, url=f"{url}/v1", models=models, embedding_model="text-embedding-3-small")
        )
    return AnthropicProvider(AnthropicAccount(key=key, url=url, models=models))


def request(text: str = PROMPT, *, most: int = 64, instructions: str = "Answer shortly.") -> LlmRequest:
    return LlmRequest(messages=(Message(Role.USER, text),), instructions=instructions, max_output_tokens=most)


async def heard(llm: Llm, asked: LlmRequest | None = None) -> list[LlmEvent]:
    async with aclosing(llm.stream(asked or request())) as events:
        return [event async for event in events]


def text_of(events: Sequence[LlmEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


def usage_of(events: Sequence[LlmEvent]) -> Usage:
    [usage] = [event for event in events if isinstance(event, Usage)]
    return usage


def failure_of(events: Sequence[LlmEvent]) -> LlmError:
    assert isinstance(events[-1], Failed), events
    return events[-1].error
