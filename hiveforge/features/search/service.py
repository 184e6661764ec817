"""One question to every slice that can be searched. What each finds, and for whom, is that slice's own business."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from hiveforge.core.actor import Actor
from hiveforge.core.db import statements_within
from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features import assistant, documents, organizations

from .schemas import FEWEST_LETTERS, Found, Group, SearchForm

log = structlog.get_logger(__name__)

_MOST = 5
_PASSAGES = 3 * _MOST  # a document takes at most three places among them
_MILLISECONDS, _SECONDS = 300, 1.0  # for a statement; for a group, with the wait for a connection


@converses(Permission.ORGANIZATION_READ)
async def search(actor: Actor, form: SearchForm) -> Found:
    """The best documents, conversations and members for `form.text`, five of each; nothing for a single letter.

    A group that the actor may not read is not asked. One that fails, or takes too long, is left out and named in
    `failed`; the others are there all the same. No vendor is asked: passages are found by words alone.
    """
    if len(form.text) < FEWEST_LETTERS:
        return Found([], [], [])
    asked = [group for group, service in _SERVICES.items() if actor.may(service.access)]
    with statements_within(_MILLISECONDS):
        answers = await asyncio.gather(
            *(asyncio.wait_for(_ASKING[group](actor, form.text), _SECONDS) for group in asked), return_exceptions=True
        )
    found: dict[Group, list[Any]] = {}
    for group, answer in zip(asked, answers, strict=True):
        if isinstance(answer, BaseException):
            _tell(group, answer)
        else:
            found[group] = answer
    return Found(
        found.get(Group.DOCUMENTS, []),
        found.get(Group.CONVERSATIONS, []),
        found.get(Group.MEMBERS, []),
        tuple(group for group in asked if group not in found),
    )


async def _documents(actor: Actor, text: str) -> list[documents.FoundPassage]:
    form = documents.SearchForm(text=text, limit=_PASSAGES, by_meaning=False)
    best: dict[Any, documents.FoundPassage] = {}
    for passage in await documents.search(actor, form):
        best.setdefault(passage.document_id, passage)
    return list(best.values())[:_MOST]


async def _conversations(actor: Actor, text: str) -> list[assistant.FoundConversation]:
    return await assistant.search(actor, assistant.SearchForm(text=text, limit=_MOST))


async def _members(actor: Actor, text: str) -> list[organizations.MemberRow]:
    page = await organizations.list_members(actor, organizations.MembersQuery(search=text), limit=_MOST)
    return page.rows


_SERVICES = {
    Group.DOCUMENTS: documents.search,
    Group.CONVERSATIONS: assistant.search,
    Group.MEMBERS: organizations.list_members,
}
_ASKING: Mapping[Group, Callable[[Actor, str], Awaitable[list[Any]]]] = {
    Group.DOCUMENTS: _documents,
    Group.CONVERSATIONS: _conversations,
    Group.MEMBERS: _members,
}


def _tell(group: Group, error: BaseException) -> None:
    """A refusal or an outage is for whoever runs this; anything else is a fault of ours."""
    expected = isinstance(error, AppError | TimeoutError)
    if expected:
        log.warning("a group could not be searched", group=group, reason=repr(error))
    else:
        log.error("a group could not be searched", group=group, exc_info=error)
