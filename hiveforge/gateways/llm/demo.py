"""The demo model on this machine, through the same adapter as OpenAI's models. Its process starts at the first question."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from hiveforge.sandbox import llm as sandbox

from .errors import ModelUnavailable
from .openai import OpenAiAccount, OpenAiProvider
from .schemas import Embedded, LanguageModel, LlmRequest, ModelClass, Stopped, Text, Usage


class DemoProvider:
    """See `Provider`. One model for all classes; there is none until its weights were fetched."""

    name = "demo"

    def __init__(self) -> None:
        self._running: tuple[sandbox.Endpoint, OpenAiProvider] | None = None

    def model(self, model_class: ModelClass) -> LanguageModel | None:  # noqa: ARG002
        return _MODEL if sandbox.ready() else None

    async def prepare(self) -> None:
        await (await self._provider()).prepare()

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Text | Usage | Stopped, None]:
        provider = await self._provider()
        short = replace(request, max_output_tokens=min(request.max_output_tokens, sandbox.MOST_OUTPUT_TOKENS))
        async with aclosing(provider.stream(short)) as pieces:
            async for piece in pieces:
                yield piece

    async def count(self, request: LlmRequest) -> int | None:
        return await (await self._provider()).count(request)

    async def embed(self, texts: Sequence[str]) -> Embedded | None:  # noqa: ARG002  its vectors would mislead
        return None

    async def close(self) -> None:
        await self._hang_up()
        sandbox.leave()

    async def _provider(self) -> OpenAiProvider:
        """An adapter for the server as it runs now: after a restart it listens elsewhere."""
        try:
            endpoint = await sandbox.endpoint()
        except (sandbox.CannotStart, OSError) as error:
            raise ModelUnavailable from error
        if self._running is None or self._running[0] != endpoint:
            await self._hang_up()
            self._running = endpoint, OpenAiProvider(_account(endpoint))
        return self._running[1]

    async def _hang_up(self) -> None:
        running, self._running = self._running, None
        if running:
            await running[1].close()


_MODEL = LanguageModel(
    provider=DemoProvider.name,
    name=sandbox.MODEL,
    api_url="",
    demo=True,
    context_tokens=sandbox.CONTEXT_TOKENS,
)


def _account(endpoint: sandbox.Endpoint) -> OpenAiAccount:
    models = dict.fromkeys(ModelClass, _MODEL)
    return OpenAiAccount(key=endpoint.key, url=f"{endpoint.url}/v1", models=models)
