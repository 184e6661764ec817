"""Two vendors of language models that answer at once, in as many bytes as an answer begins with; and a slow, talkative one."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

_WORDS = ("Open", " Members", " and", " press", " Invite", ".")
_USAGE = {"prompt_tokens": 900, "completion_tokens": 6, "total_tokens": 906}

_SLOW_WORDS, _SLOW_SECONDS = 400, 20


def _chunk(delta: dict[str, str], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "bench", "choices": [choice]}


_OPENAI = [_chunk({"role": "assistant"}), *(_chunk({"content": word}) for word in _WORDS), _chunk({}, "stop")]
_OPENAI.append({**_chunk({}), "choices": [], "usage": _USAGE})
_MESSAGE = {"id": "1", "type": "message", "role": "assistant", "content": [], "model": "bench", "stop_reason": None}
_ANTHROPIC: list[dict[str, Any]] = [
    {"type": "message_start", "message": {**_MESSAGE, "usage": {"input_tokens": 900, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}} for word in _WORDS),
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 6}},
    {"type": "message_stop"},
]


async def openai(_request: Request) -> StreamingResponse:
    return _streamed([*(f"data: {json.dumps(chunk)}\n\n" for chunk in _OPENAI), "data: [DONE]\n\n"])


async def slow_openai(_request: Request) -> StreamingResponse:
    talk = [
        _chunk({"role": "assistant"}),
        *[_chunk({"content": " word"})] * _SLOW_WORDS,
        _chunk({}, "stop"),
        _OPENAI[-1],
    ]
    pieces = [*(f"data: {json.dumps(chunk)}\n\n" for chunk in talk), "data: [DONE]\n\n"]
    return _streamed(pieces, pause=_SLOW_SECONDS / _SLOW_WORDS)


async def anthropic(_request: Request) -> StreamingResponse:
    return _streamed([f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _ANTHROPIC])


def _streamed(pieces: list[str], *, pause: float = 0) -> StreamingResponse:
    async def body() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece
            if pause:
                await asyncio.sleep(pause)

    return StreamingResponse(body(), media_type="text/event-stream")


app = Starlette(
    routes=[
        Route("/v1/chat/completions", openai, methods=["POST"]),
        Route("/slow/v1/chat/completions", slow_openai, methods=["POST"]),
        Route("/v1/messages", anthropic, methods=["POST"]),
    ]
)
