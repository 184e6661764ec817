"""Answers through Anthropic's own SDK."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clients import LoopClients, timeouts
from .errors import AnswerRefused, ModelUnavailable
from .schemas import Embedded, LanguageModel, LlmRequest, ModelClass, Stopped, StopReason, Text, Usage
from .vendor_errors import translated

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

ANTHROPIC_URL = "https://api.anthropic.com"
_STOP_REASONS = {"max_tokens": StopReason.LENGTH, "model_context_window_exceeded": StopReason.LENGTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnthropicAccount:
    key: str = field(repr=False)
    url: str = ANTHROPIC_URL
    models: Mapping[ModelClass, LanguageModel]


@dataclass(slots=True)
class _Heard:
    """What the events have said so far about the whole."""

    usage: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    complete: bool = False

    def listen(self, event: Any) -> None:
        match event.type:
            case "message_start":
                self._add(event.message.usage)
            case "message_delta":
                self._add(event.usage)
                self.reason = event.delta.stop_reason or self.reason
            case "message_stop":
                self.complete = True

    def used(self) -> Usage | None:
        """None when the end, or the beginning, which says how much was sent, never came."""
        if not self.reason or "input_tokens" not in self.usage:
            return None
        cached = self.usage.get("cache_read_input_tokens", 0)
        written = self.usage.get("cache_creation_input_tokens", 0)
        return Usage(
            input_tokens=self.usage["input_tokens"] + cached + written,
            output_tokens=self.usage.get("output_tokens", 0),
            cached_tokens=cached,
        )

    def _add(self, counts: Any) -> None:
        self.usage.update({name: count for name, count in counts.model_dump().items() if isinstance(count, int)})


class AnthropicProvider:
    """See `Provider`."""

    name = "anthropic"

    def __init__(self, account: AnthropicAccount) -> None:
        self._account = account
        self._clients = LoopClients(self._client)

    def model(self, model_class: ModelClass) -> LanguageModel | None:
        return self._account.models[model_class]

    async def prepare(self) -> None:
        await self._clients.get()

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Text | Usage | Stopped, None]:
        client = await self._clients.get()
        from anthropic import AnthropicError

        heard = _Heard()
        asked = {**self._asked(request), "max_tokens": request.max_output_tokens, "stream": True}
        with translated(AnthropicError):
            async with await client.messages.create(**asked) as events:
                async for event in events:
                    heard.listen(event)
                    if event.type == "content_block_delta" and event.delta.type == "text_delta":
                        yield Text(event.delta.text)
        if usage := heard.used():
            yield usage
        yield _end(heard)

    async def count(self, request: LlmRequest) -> int | None:
        client = await self._clients.get()
        from anthropic import AnthropicError

        with translated(AnthropicError):
            return (await client.messages.count_tokens(**self._asked(request))).input_tokens

    async def embed(self, texts: Sequence[str]) -> Embedded | None:  # noqa: ARG002  Anthropic has none
        return None

    async def close(self) -> None:
        await self._clients.close()

    def _client(self) -> "AsyncAnthropic":
        from anthropic import AsyncAnthropic

        client = AsyncAnthropic(
            api_key=self._account.key,
            base_url=self._account.url,
            max_retries=0,
            timeout=timeouts(),
            open_telemetry=False,
        )
        _ = client.messages  # imports what is left
        return client

    def _asked(self, request: LlmRequest) -> Any:
        instructions = {"system": request.instructions} if request.instructions else {}
        return {
            "model": self._account.models[request.model_class].name,
            "messages": [{"role": message.role.value, "content": message.text} for message in request.messages],
            **instructions,
        }


def _end(heard: _Heard) -> Stopped:
    if heard.reason == "refusal":
        raise AnswerRefused
    if not heard.complete:
        raise ModelUnavailable  # the connection was closed as if this were the end
    return Stopped(_STOP_REASONS.get(heard.reason, StopReason.END))
