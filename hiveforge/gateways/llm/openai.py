"""Answers through OpenAI's own SDK, from OpenAI or from whoever speaks its chat completions at another address."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .clients import LoopClients, timeouts
from .errors import AnswerRefused, LlmError, ModelUnavailable
from .schemas import Embedded, LanguageModel, LlmRequest, ModelClass, Stopped, StopReason, Text, Usage
from .vendor_errors import translated

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OPENAI_URL = "https://api.openai.com/v1"
_TEXTS_AT_ONCE = 128
_STOP_REASONS = {"length": StopReason.LENGTH}
_NOT_OFFERED = {str(status.value) for status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAiAccount:
    """`embedding_model` empty: none."""

    key: str = field(repr=False)
    url: str = OPENAI_URL
    models: Mapping[ModelClass, LanguageModel]
    embedding_model: str = ""


class OpenAiProvider:
    """See `Provider`."""

    name = "openai"

    def __init__(self, account: OpenAiAccount) -> None:
        self._account = account
        self._clients = LoopClients(self._client)
        self._counts = True

    def model(self, model_class: ModelClass) -> LanguageModel | None:
        return self._account.models[model_class]

    async def prepare(self) -> None:
        await self._clients.get()

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Text | Usage | Stopped, None]:
        client = await self._clients.get()
        from openai import OpenAIError

        with translated(OpenAIError):
            reason = ""
            async with await client.chat.completions.create(**self._asked(request)) as chunks:
                async for chunk in chunks:
                    for piece in _pieces(chunk):
                        yield piece
                    reason = _finish_reason(chunk) or reason
            yield _end(reason)

    async def count(self, request: LlmRequest) -> int | None:
        if not self._counts:
            return None
        client = await self._clients.get()
        from openai import OpenAIError

        try:
            with translated(OpenAIError):
                counted = await client.responses.input_tokens.count(
                    model=self._account.models[request.model_class].name,
                    instructions=request.instructions or None,
                    input=_messages(request, with_instructions=False),
                )
                return counted.input_tokens
        except LlmError as error:
            self._counts = not _NOT_OFFERED & set(error.reason.split())
            raise

    async def embed(self, texts: Sequence[str]) -> Embedded | None:
        if not (name := self._account.embedding_model):
            return None
        client = await self._clients.get()
        from openai import OpenAIError

        vectors: list[tuple[float, ...]] = []
        tokens = 0
        with translated(OpenAIError):
            for start in range(0, len(texts), _TEXTS_AT_ONCE):
                asked = list(texts[start : start + _TEXTS_AT_ONCE])
                answer = await client.embeddings.create(model=name, input=asked, encoding_format="float")
                vectors += (tuple(one.embedding) for one in sorted(answer.data, key=lambda one: one.index))
                tokens += answer.usage.prompt_tokens
        if len(vectors) != len(texts):
            raise ModelUnavailable
        model = LanguageModel(provider=self.name, name=name, api_url=self._account.url)
        return Embedded(model, tuple(vectors), Usage(input_tokens=tokens, output_tokens=0))

    async def close(self) -> None:
        await self._clients.close()

    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        account = self._account
        client = AsyncOpenAI(api_key=account.key, base_url=account.url, max_retries=0, timeout=timeouts())
        _ = client.chat.completions, client.responses.input_tokens  # imports what is left
        return client

    def _asked(self, request: LlmRequest) -> dict[str, Any]:
        # OpenAI's newer models take only the new name for the limit, other servers often only the old one.
        limit = "max_completion_tokens" if self._account.url.startswith(OPENAI_URL) else "max_tokens"
        return {
            "model": self._account.models[request.model_class].name,
            "messages": _messages(request, with_instructions=True),
            "stream": True,
            "stream_options": {"include_usage": True},
            limit: request.max_output_tokens,
        }


def _messages(request: LlmRequest, *, with_instructions: bool) -> Any:
    first = [{"role": "system", "content": request.instructions}] if with_instructions and request.instructions else []
    return [*first, *({"role": message.role.value, "content": message.text} for message in request.messages)]


def _pieces(chunk: Any) -> Iterator[Text | Usage]:
    for choice in chunk.choices:
        if getattr(choice.delta, "refusal", None):
            raise AnswerRefused
        if choice.delta.content:
            yield Text(choice.delta.content)
    if used := getattr(chunk, "usage", None):
        details = getattr(used, "prompt_tokens_details", None)
        yield Usage(
            input_tokens=used.prompt_tokens,
            output_tokens=used.completion_tokens,
            cached_tokens=getattr(details, "cached_tokens", None) or 0,
        )


def _finish_reason(chunk: Any) -> str:
    return next((choice.finish_reason for choice in chunk.choices if choice.finish_reason), "")


def _end(reason: str) -> Stopped:
    if reason == "content_filter":
        raise AnswerRefused
    if not reason:
        raise ModelUnavailable  # the connection was closed as if this were the end
    return Stopped(_STOP_REASONS.get(reason, StopReason.END))
