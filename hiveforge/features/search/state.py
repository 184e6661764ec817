"""What the palette has found. Events may overtake each other: only the answer to what was typed last is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id
from hiveforge.features import assistant, documents, files, organizations
from hiveforge.ui.event import event
from hiveforge.ui.session import initials

from . import service
from .schemas import FEWEST_LETTERS, Found, Group, SearchForm

_LONGEST_TYPED = 1000


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A document or a conversation: `note` stands beside the title, `pieces` are the text that was found in it."""

    id: str
    href: str
    title: str
    note: str = ""
    pieces: list[documents.Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: str
    href: str
    name: str
    email: str
    initials: str
    picture: str


class SearchState(rx.State):
    """`answered` is what was typed, letter by letter, of which the rest is the answer. `said` tells it in one sentence.

    `failed` are sentences about what could not be searched.
    """

    answered: str = ""
    documents: list[FoundLine] = []
    conversations: list[FoundLine] = []
    members: list[PersonLine] = []
    failed: list[str] = []
    said: str = ""
    _turn: str = ""

    @event(service.search, background=True, debounce=150)
    async def search(self, actor: Actor, text: str) -> None:
        turn, form = str(new_id()), SearchForm(text=text)
        async with self:
            self._turn = turn
            if self.said:
                self.said = ""  # so that the same words are said again
        found = await service.search(actor, form)
        async with self:
            if self._turn == turn:  # else something else was typed meanwhile, or the tab is somewhere else
                self.answered = text[:_LONGEST_TYPED]
                self._show(found, actor.slug, form.text)

    def _show(self, found: Found, slug: str, asked: str) -> None:
        self.documents = [_document(passage, slug, asked) for passage in found.documents]
        self.conversations = [_conversation(one, slug) for one in found.conversations]
        self.members = [_member(row, slug) for row in found.members]
        self.failed = [f"{group.value.title()} could not be searched just now." for group in found.failed]
        self.said = _in_words(found, asked)


def _document(passage: documents.FoundPassage, slug: str, asked: str) -> FoundLine:
    query = urlencode({"passage": passage.number, "q": asked})
    pieces = list(documents.snippet(passage.text, passage.marks))
    return FoundLine(
        id=str(passage.document_id),
        href=f"/o/{slug}/documents/{passage.document_id}?{query}",
        title=passage.title,
        note=f"page {passage.page}" if passage.page else "",
        pieces=pieces,
    )


def _conversation(found: assistant.FoundConversation, slug: str) -> FoundLine:
    row = found.conversation
    return FoundLine(
        id=str(row.id),
        href=f"/o/{slug}/assistant?c={row.id}",
        title=row.title,
        note="" if row.mine else row.member,
        pieces=list(documents.snippet(found.text, found.marks)),
    )


def _member(row: organizations.MemberRow, slug: str) -> PersonLine:
    query = urlencode({"q": row.email})
    return PersonLine(
        str(row.id),
        f"/o/{slug}/members?{query}",
        row.name,
        row.email,
        initials(row.name),
        files.picture_url(row.avatar_id),
    )


def _in_words(found: Found, asked: str) -> str:
    """For who does not see the list; empty while nothing is asked."""
    groups = [
        (Group.DOCUMENTS, found.documents),
        (Group.CONVERSATIONS, found.conversations),
        (Group.MEMBERS, found.members),
    ]
    counts = [_counted(group, rows) for group, rows in groups if rows]
    if len(asked) < FEWEST_LETTERS:
        return ""
    told = f"{', '.join(counts)} found." if counts else "Nothing found in documents, conversations and members."
    return " ".join([told, *(f"{group.value.title()} could not be searched just now." for group in found.failed)])


def _counted(group: Group, rows: Sequence[object]) -> str:
    return f"{len(rows)} {group.value if len(rows) != 1 else group.value.removesuffix('s')}"
