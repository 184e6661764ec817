"""Answers from the first vendor that gives one; counts and embeddings from the vendor that would."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from time import monotonic

from hiveforge.gateways.errors import error_reporter

from .answer import told
from .beginning import Begun, begin, note_failure
from .breaker import CircuitBreaker
from .errors import LlmError, ModelBusy, ModelMisconfigured, ModelUnavailable, NoModel
from .estimates import prompt_at_most
from .patience import Patience, TooSlow
from .protocol import Provider
from .schemas import Embedded, Failed, LanguageModel, LlmEvent, LlmRequest, ModelClass, TokenCount

SECONDS_TO_COUNT = 5.0


class Llm:
    """The language models of all vendors that are set up, in the order in which they are asked."""

    def __init__(self, providers: Sequence[Provider], patience: Patience) -> None:
        self._providers, self._patience = tuple(providers), patience
        self._breakers = {provider.name: CircuitBreaker(monotonic) for provider in providers}

    def model(self, model_class: ModelClass = ModelClass.STANDARD) -> LanguageModel | None:
        """The model that is asked first for this class; None while there is none. Asks nobody."""
        return next((model for _, model in self._offers(model_class)), None)

    async def stream(self, request: LlmRequest) -> AsyncGenerator[LlmEvent, None]:
        """The answer: Started, then Text, then Usage, then Stopped or Failed. Raises nothing that a vendor does.

        A failure before the answer has begun is Failed alone. Close the generator (`contextlib.aclosing`) to stop the
        vendor's work at once; `estimated_usage` says what was used by then.
        """
        try:
            begun = await self._begin(request)
        except LlmError as error:
            yield Failed(error)
            return
        async with aclosing(told(request, begun)) as events:
            async for event in events:
                yield event

    async def count(self, request: LlmRequest) -> TokenCount:
        """The tokens of the prompt, by the vendor that would be asked first; an estimate when it does not say at once."""
        for provider, model in self._offers(request.model_class):
            try:
                await provider.prepare()
                async with asyncio.timeout(SECONDS_TO_COUNT):
                    counted = await provider.count(request)
            except (LlmError, TimeoutError) as error:
                note_failure(model, error if isinstance(error, LlmError) else TooSlow(), counting=True)
                break
            if counted is None:
                break
            return TokenCount(counted, exact=True)
        return TokenCount(prompt_at_most(request), exact=False)

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """A vector for each text, of at most 8,000 tokens each. Tries nothing again: jobs do.

        Raises NoModel when nobody is set up who makes embeddings, another LlmError when it fails.
        """
        for provider in self._providers:
            try:
                async with asyncio.timeout(self._patience.answer):
                    embedded = await provider.embed(texts)
            except TimeoutError:
                raise TooSlow from None
            except ModelMisconfigured as error:
                _report(provider, error)
                raise
            if embedded is not None:
                return embedded
        raise NoModel

    async def close(self) -> None:
        """Give all connections back."""
        for provider in self._providers:
            await provider.close()

    def _offers(self, model_class: ModelClass) -> Iterator[tuple[Provider, LanguageModel]]:
        for provider in self._providers:
            if (model := provider.model(model_class)) is not None:
                yield provider, model

    async def _begin(self, request: LlmRequest) -> Begun:
        """By the first vendor that can. What is wrong with the request itself is not put to another one."""
        error: LlmError = NoModel()
        for provider, model in self._offers(request.model_class):
            breaker = self._breakers[provider.name]
            if not breaker.admits():
                error = ModelUnavailable(retry_after=breaker.seconds_left())
                continue
            try:
                begun = await begin(provider, model, request, self._patience)
            except ModelBusy as busy:
                breaker.left()
                error = busy
            except (ModelUnavailable, ModelMisconfigured) as fault:
                breaker.failed()
                _report(provider, fault)
                error = fault
            except BaseException:
                breaker.left()
                raise
            else:
                breaker.succeeded()
                return begun
        raise error


def _report(provider: Provider, error: LlmError) -> None:
    """Tell those who run the site, when only they can mend it."""
    if isinstance(error, ModelMisconfigured):
        error_reporter().report(error, {"gateway": provider.name, "reason": error.reason})
