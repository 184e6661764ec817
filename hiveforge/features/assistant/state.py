"""What the assistant page shows. `?c=` in the address is the open conversation; the answer being written stands apart."""

from dataclasses import dataclass, field
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import LimitReached, NotFound
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify

from . import service
from .schemas import (
    AskForm,
    Author,
    ConversationRow,
    MessageRow,
    RenameForm,
    ShareForm,
)


@dataclass(frozen=True, slots=True)
class ConversationLine:
    id: str = ""
    title: str = ""
    shared: bool = False
    mine: bool = True
    member: str = ""
    model_class: str = "standard"
    at: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: str
    title: str
    heading: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """`places` maps the numbers of the sources to their addresses."""

    id: str = ""
    asked: bool = False
    text: str = ""
    status: str = ""
    error: str = ""
    model: str = ""
    demo: bool = False
    used: str = ""
    sources: list[SourceLine] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


class AssistantState(FormState, rx.State):
    """`writing` is the answer that is being written, empty while none is. `sent` counts questions, so that the form empties.

    `refusal` says why a question could not be paid, `way_on` is the page that changes it.
    """

    conversations: list[ConversationLine] = []
    older: str = ""
    searched: bool = False
    opened: ConversationLine = ConversationLine()
    messages: list[MessageLine] = []
    writing: MessageLine = MessageLine()
    editing: str = ""
    loading: bool = True
    sent: int = 0
    renamed: int = 0
    refusal: str = ""
    way_on: str = ""

    @load(service.list_conversations)
    async def load(self, actor: Actor) -> None:
        await self._list(actor)
        asked = self.router.url.query_parameters.get("c", "")
        if asked != self.opened.id:  # browsers may load an address twice: what is typed into it meanwhile stays
            self.editing = self.refusal = self.way_on = ""
        if not asked:
            self._close()
        else:
            await self._open(actor, _id(asked))
        self.loading = False

    @event(service.list_conversations)
    async def refresh(self, actor: Actor) -> None:
        """A conversation was begun, named, shared, deleted, or has a new message."""
        await self._list(actor)
        if not self.opened.id:
            return
        try:
            await self._open(actor, _id(self.opened.id))
        except NotFound:  # deleted, or not shared any more
            self._close()

    @event(service.follow, throttle=50)
    async def follow(self, actor: Actor) -> None:
        """The answer that is being written has grown."""
        if not self.writing.id:
            return
        message = await service.follow(actor, _id(self.opened.id), _id(self.writing.id))
        if not message.status.finished:
            self.writing = _message(message, actor)

    @form(service.ask)
    async def ask(self, actor: Actor, form: AskForm) -> rx.event.EventSpec | None:
        self.refusal = self.way_on = ""
        try:
            asked = await service.ask(actor, form)
        except LimitReached as refused:
            self._refuse(refused)
            return None
        self.sent += 1
        self.editing = ""
        if str(asked.conversation) != self.opened.id:
            return rx.redirect(f"/o/{actor.slug}/assistant?c={asked.conversation}")
        await self._open(actor, asked.conversation)
        return None

    @event(service.regenerate)
    async def regenerate(self, actor: Actor) -> None:
        self.refusal = self.way_on = ""
        try:
            asked = await service.regenerate(actor, _id(self.opened.id))
        except LimitReached as refused:
            self._refuse(refused)
            return
        await self._open(actor, asked.conversation)

    @event(service.stop)
    async def stop(self, actor: Actor) -> None:
        await service.stop(actor, _id(self.opened.id))

    @event(service.get)
    async def edit(self, actor: Actor, message: str) -> None:
        """Change a question of one's own; an empty id is for leaving it."""
        found = await service.get(actor, _id(self.opened.id))
        self.editing = message if found.mine else ""

    @form(service.rename)
    async def rename(self, actor: Actor, form: RenameForm) -> None:
        await service.rename(actor, _id(self.opened.id), form)
        self.renamed += 1

    @event(service.share)
    async def share(self, actor: Actor, shared: bool) -> None:
        await service.share(actor, _id(self.opened.id), ShareForm(shared=shared))
        await notify(
            self,
            "Everybody in the organization can read it now." if shared else "Only you can read it now.",
        )

    @event(service.delete)
    async def delete(self, actor: Actor, conversation: UUID) -> rx.event.EventSpec:
        await service.delete(actor, conversation)
        self._close()
        await notify(self, "The conversation is deleted.")
        return rx.redirect(f"/o/{actor.slug}/assistant")

    async def _list(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        page = await service.list_conversations(actor, asked.get("q", ""), cursor=asked.get("before", ""))
        self.conversations = [_conversation(row) for row in page.items]
        self.older, self.searched = page.next_cursor or "", bool(asked.get("q"))

    def _refuse(self, refused: LimitReached) -> None:
        """Where the question stands: what is used, when there is more, and the way to it."""
        self.refusal, self.way_on = refused.message, refused.upgrade_url

    def _close(self) -> None:
        self.opened, self.messages, self.writing = ConversationLine(), [], MessageLine()

    async def _open(self, actor: Actor, conversation: UUID) -> None:
        found = await service.get(actor, conversation)
        messages = await service.list_messages(actor, conversation)
        self.opened = _conversation(found)
        self.messages = [_message(message, actor) for message in messages if message.status.finished]
        unfinished = [message for message in messages if not message.status.finished]
        self.writing = _message(unfinished[-1], actor) if unfinished else MessageLine()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _conversation(row: ConversationRow) -> ConversationLine:
    return ConversationLine(
        str(row.id), row.title, row.shared, row.mine, row.member, row.model_class.value, row.last_at.isoformat()
    )


def _message(row: MessageRow, actor: Actor) -> MessageLine:
    sources = [
        SourceLine(
            str(source.number),
            source.title,
            source.heading,
            source.text,
            f"/o/{actor.slug}/documents/{source.document}?passage={source.chunk}",
        )
        for source in row.sources
    ]
    return MessageLine(
        id=str(row.id),
        asked=row.author is Author.MEMBER,
        text=row.text,
        status=row.status.value,
        error=row.error,
        model=row.model,
        demo=row.demo,
        used=_used(row),
        sources=sources,
        places={source.number: source.url for source in sources},
    )


def _used(row: MessageRow) -> str:
    """What the answer cost, in words; empty while it is being written."""
    if row.author is Author.MEMBER or not row.status.finished:
        return ""
    credits = "1 credit" if row.credits == 1 else f"{row.credits} credits"  # noqa: A001  the domain's word
    tokens = f"{row.input_tokens + row.output_tokens:,} tokens{', estimated' if row.estimated else ''}"
    return f"{credits} · {tokens}"
