"""An answer as it is told: each begins, is counted and ends exactly once, whatever the vendor leaves out."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from .beginning import Begun, Piece, note_failure
from .errors import LlmError, ModelUnavailable
from .estimates import estimated_usage
from .schemas import Failed, LlmEvent, LlmRequest, Started, Stopped, Text, Usage


async def told(request: LlmRequest, begun: Begun) -> AsyncGenerator[LlmEvent, None]:
    """Started, each Text, Usage, and Stopped or Failed."""
    heard = _Heard()
    async with aclosing(begun.rest) as rest:
        yield Started(begun.model)
        try:
            if text := heard.take(begun.first):
                yield text
            async for piece in rest:
                if text := heard.take(piece):
                    yield text
        except LlmError as error:
            note_failure(begun.model, error, begun=True)
            heard.end = Failed(error)
    yield heard.usage or estimated_usage(request, "".join(heard.texts))
    yield heard.end


@dataclass(slots=True)
class _Heard:
    texts: list[str] = field(default_factory=list)
    usage: Usage | None = None
    end: Stopped | Failed = field(default_factory=lambda: Failed(ModelUnavailable()))

    def take(self, piece: Piece) -> Text | None:
        """The piece, when it is to be told at once."""
        match piece:
            case Text(text):
                self.texts.append(text)
                return piece
            case Usage():
                self.usage = piece
            case Stopped():
                self.end = piece
        return None
