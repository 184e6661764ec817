"""Conversations for programs: the same acts as the page's, answers as server-sent events; and a conversation as a file."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from hiveforge.core.actor import Actor
from hiveforge.core.errors import AppError
from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.web.actor import InOrganization, SignedInActor

from . import service
from .schemas import Asked, AskForm, ConversationRow, MessageRow, RenameForm, ShareForm

api = APIRouter(
    prefix="/api/v1/organizations/{organization}/conversations", tags=["assistant"], dependencies=[InOrganization]
)
files = APIRouter(prefix="/o/{organization}", include_in_schema=False)
_SECONDS_BETWEEN_EVENTS = 0.1


@api.get("")
async def list_conversations(
    actor: SignedInActor,
    q: Annotated[str, Query(max_length=1000, description="Part of a title or of what was said.")] = "",
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
    cursor: Annotated[Cursor, Query()] = "",
) -> CursorPage[ConversationRow]:
    """One's own conversations and those that are shared, the latest first."""
    return await service.list_conversations(actor, q, cursor=cursor, limit=limit)


@api.post("", status_code=202)
async def ask(actor: SignedInActor, form: AskForm) -> Asked:
    """Ask a question, in a new conversation or an own one. The answer is written meanwhile: follow its `stream`."""
    return await service.ask(actor, form)


@api.get("/{conversation}")
async def get_conversation(actor: SignedInActor, conversation: UUID) -> ConversationRow:
    """One conversation."""
    return await service.get(actor, conversation)


@api.patch("/{conversation}", status_code=204)
async def rename_conversation(actor: SignedInActor, conversation: UUID, form: RenameForm) -> None:
    """Call an own conversation something else."""
    await service.rename(actor, conversation, form)


@api.put("/{conversation}/sharing", status_code=204)
async def share_conversation(actor: SignedInActor, conversation: UUID, form: ShareForm) -> None:
    """Let everybody in the organization read an own conversation, or nobody any more."""
    await service.share(actor, conversation, form)


@api.delete("/{conversation}", status_code=204)
async def delete_conversation(actor: SignedInActor, conversation: UUID) -> None:
    """Delete an own conversation, for good."""
    await service.delete(actor, conversation)


@api.get("/{conversation}/messages")
async def list_messages(actor: SignedInActor, conversation: UUID) -> list[MessageRow]:
    """Everything that was said, the oldest first."""
    return await service.list_messages(actor, conversation)


@api.get(
    "/{conversation}/messages/{message}/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def follow_message(actor: SignedInActor, conversation: UUID, message: UUID) -> StreamingResponse:
    """The message as server-sent events until it is complete. Events `text` carry what was added, `message` all of it.

    May be opened again at any time, and by others who may read the conversation: it begins with what is there already.
    """
    first = await service.follow(actor, conversation, message)
    return StreamingResponse(
        _events(actor, conversation, first), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@api.post("/{conversation}/stop", status_code=204)
async def stop(actor: SignedInActor, conversation: UUID) -> None:
    """Stop the answer that is being written; what is there is kept."""
    await service.stop(actor, conversation)


@files.get("/conversations/{conversation}.md")
async def export_conversation(actor: SignedInActor, conversation: UUID) -> Response:
    """A conversation as Markdown."""
    text = await service.export(actor, conversation)
    disposition = f'attachment; filename="conversation-{conversation}.md"'
    return Response(text, media_type="text/markdown; charset=utf-8", headers={"Content-Disposition": disposition})


async def _events(actor: Actor, conversation: UUID, message: MessageRow) -> AsyncIterator[str]:
    """Ask again and again, as whoever it is by then: who may not read it any more hears nothing more."""
    sent = 0
    while True:
        if len(message.text) > sent:
            yield _event("text", {"text": message.text[sent:]})
            sent = len(message.text)
        if message.status.finished:
            yield _event("message", _plain(message))
            return
        await asyncio.sleep(_SECONDS_BETWEEN_EVENTS)
        try:
            message = await service.follow(actor, conversation, message.id)
        except AppError as error:
            yield _event("error", {"code": error.code, "title": error.message})
            return


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _plain(message: MessageRow) -> dict[str, object]:
    return {
        "id": str(message.id),
        "status": message.status.value,
        "error": message.error,
        "model": message.model,
        "demo": message.demo,
        "credits": message.credits,
        "input_tokens": message.input_tokens,
        "output_tokens": message.output_tokens,
        "sources": [
            {"number": s.number, "document": s.document, "title": s.title, "heading": s.heading, "chunk": s.chunk}
            for s in message.sources
        ],
    }


router = APIRouter()
router.include_router(api)
router.include_router(files)
