"""Answers from the first vendor that gives one: tries again while nothing was said yet, and turns to the next."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from .breaker import CircuitBreaker
from .errors import LlmError, ModelBusy, ModelMisconfigured, ModelUnavailable, NoModel
from .estimates import estimated_usage, prompt_at_most
from .patience import Patience, TooSlow, within
from .protocol import Provider
from .schemas import (
    Embedded,
    Failed,
    LanguageModel,
    LlmEvent,
    LlmRequest,
    ModelClass,
    Started,
    Stopped,
    Text,
    TokenCount,
    Usage,
)

log = structlog.get_logger(__name__)

Piece = Text | Usage | Stopped
Pieces = AsyncGenerator[Piece, None]

ATTEMPTS = 3
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5.0
SECONDS_TO_COUNT = 5.0
# What says something about the vendor, and not about the request: another one may do better.
_THE_VENDORS = (ModelBusy, ModelUnavailable, ModelMisconfigured)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An answer whose first piece is there."""

    model: LanguageModel
    first: Piece
    rest: Pieces


class Llm:
    """Language models of all vendors that are set up, in the order in which they are asked."""

    def __init__(self, providers: Sequence[Provider], patience: Patience) -> None:
        self._providers, self._patience = tuple(providers), patience
        clock: Callable[[], float] = lambda: asyncio.get_running_loop().time()  # noqa: E731
        self._breakers = {provider.name: CircuitBreaker(clock) for provider in providers}

    def model(self, model_class: ModelClass = ModelClass.STANDARD) -> LanguageModel | None:
        """The model that is asked first for this class; None when there is none at the moment. Asks nobody."""
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
        async with aclosing(_told(request, begun)) as events:
            async for event in events:
                yield event

    async def count(self, request: LlmRequest) -> TokenCount:
        """The tokens of the prompt, by the vendor that would be asked; an estimate when it does not count or answer."""
        for provider, _ in self._offers(request.model_class):
            try:
                async with asyncio.timeout(SECONDS_TO_COUNT):
                    counted = await provider.count(request)
            except (LlmError, TimeoutError):
                break
            if counted is not None:
                return TokenCount(counted, exact=True)
            break
        return TokenCount(prompt_at_most(request), exact=False)

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """A vector for each text. Raises NoModel when nobody makes embeddings, LlmError when it fails."""
        for provider in self._providers:
            if (embedded := await provider.embed(texts)) is not None:
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

    async def _begin(self, request: LlmRequest) -> _Begun:
        error: LlmError = NoModel()
        for provider, model in self._offers(request.model_class):
            breaker = self._breakers[provider.name]
            if not breaker.admits():
                error = ModelUnavailable(retry_after=breaker.seconds_left())
                continue
            try:
                begun = await self._attempts(provider, model, request)
            except _THE_VENDORS as refused:
                breaker.left() if isinstance(refused, ModelBusy) else breaker.failed()
                error = refused
            except BaseException:
                breaker.left()
                raise
            else:
                breaker.succeeded()
                return begun
        raise error

    async def _attempts(self, provider: Provider, model: LanguageModel, request: LlmRequest) -> _Begun:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._attempt(provider, model, request)
            except (ModelBusy, ModelUnavailable) as error:
                wait = _wait(error, attempt)
                log.warning(
                    "model call failed", provider=model.provider, model=model.name, attempt=attempt, code=error.code
                )
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, provider: Provider, model: LanguageModel, request: LlmRequest) -> _Begun:
        pieces = within(provider.stream(request), self._patience)
        try:
            return _Begun(model, await anext(pieces), pieces)
        except StopAsyncIteration:
            raise ModelUnavailable from None
        except BaseException:
            await pieces.aclose()
            raise


def _wait(error: LlmError, attempt: int) -> float | None:
    """Seconds until the next attempt; None when there is to be none."""
    wait = error.retry_after if error.retry_after is not None else FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    if attempt == ATTEMPTS or isinstance(error, TooSlow) or wait > LONGEST_WAIT_SECONDS:
        return None
    return wait * random.uniform(1, 1.2)  # noqa: S311  so that not all come back at once


async def _told(request: LlmRequest, begun: _Begun) -> AsyncGenerator[LlmEvent, None]:
    """The answer with its usage once and its end once, whatever the vendor leaves out."""
    said: list[str] = []
    usage: Usage | None = None
    end: Stopped | Failed = Failed(ModelUnavailable())
    async with aclosing(_pieces(begun)) as pieces:
        yield Started(begun.model)
        try:
            async for piece in pieces:
                match piece:
                    case Text(text):
                        said.append(text)
                        yield piece
                    case Usage():
                        usage = piece
                    case Stopped():
                        end = piece
        except LlmError as error:
            end = Failed(error)
    yield usage or estimated_usage(request, "".join(said))
    yield end


async def _pieces(begun: _Begun) -> Pieces:
    async with aclosing(begun.rest) as rest:
        yield begun.first
        async for piece in rest:
            yield piece
