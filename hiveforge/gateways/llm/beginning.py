"""Brings one vendor to begin an answer. Trying again is possible as long as nothing was said, and only then."""

import asyncio
import random
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import structlog

from hiveforge.core import metrics

from .errors import LlmError, ModelBusy, ModelUnavailable
from .patience import Patience, TooSlow, within
from .protocol import Provider
from .schemas import LanguageModel, LlmRequest, Stopped, Text, Usage

log = structlog.get_logger(__name__)

Piece = Text | Usage | Stopped


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer whose first piece is there. Whoever holds it closes `rest`."""

    model: LanguageModel
    first: Piece
    rest: AsyncGenerator[Piece, None]


async def begin(provider: Provider, model: LanguageModel, request: LlmRequest, patience: Patience) -> Begun:
    """Raises what the last attempt did. Waits as the vendor asks, unless that is longer than a person would."""
    for attempt in range(1, patience.attempts + 1):
        try:
            begun = await _attempt(provider, model, request, patience)
        except LlmError as error:
            note_failure(model, error, attempt=attempt)
            wait = _wait(error, attempt, patience)
            if wait is None:
                raise
            await asyncio.sleep(wait)
        else:
            metrics.MODEL_CALLS.labels(provider.name, "begun").inc()
            return begun
    raise AssertionError("the last attempt returns or raises")


def note_failure(model: LanguageModel, error: LlmError, **facts: object) -> None:
    """Write down which vendor failed and how, in codes: its own words may hold a key or a prompt."""
    metrics.MODEL_CALLS.labels(model.provider, error.code).inc()
    facts |= {"provider": model.provider, "model": model.name, "outcome": error.code, "reason": error.reason}
    log.warning("model call failed", **facts)


async def _attempt(provider: Provider, model: LanguageModel, request: LlmRequest, patience: Patience) -> Begun:
    await provider.prepare()
    pieces = within(provider.stream(request), patience)
    started = asyncio.get_running_loop().time()
    try:
        first = await anext(pieces)
    except BaseException:
        await pieces.aclose()
        raise
    metrics.MODEL_FIRST_SECONDS.labels(provider.name).observe(asyncio.get_running_loop().time() - started)
    return Begun(model, first, pieces)


def _wait(error: LlmError, attempt: int, patience: Patience) -> float | None:
    """Seconds until the next attempt; None when there is to be none."""
    passing = isinstance(error, ModelBusy | ModelUnavailable) and not isinstance(error, TooSlow)
    if not passing or attempt == patience.attempts:
        return None
    backoff = patience.first_wait * 2 ** (attempt - 1)
    asked = error.retry_after or 0.0
    if asked > patience.longest_wait:
        return None
    return max(asked, backoff) * random.uniform(1, 1.2)  # noqa: S311  so that not all come back at once
