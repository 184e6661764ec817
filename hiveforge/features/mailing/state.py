"""What the inbox page shows."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.errors import NotFound
from hiveforge.ui.event import event

from . import service
from .schemas import ReceivedMail


@dataclass(frozen=True, slots=True)
class MailLine:
    id: str
    recipient: str
    subject: str
    at: str


@dataclass(frozen=True, slots=True)
class OpenMail:
    """The message in the reading pane; all empty while none is open."""

    id: str = ""
    subject: str = ""
    recipient: str = ""
    sender: str = ""
    at: str = ""
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class InboxState(rx.State):
    """`?message=` is the open message, `?q=` the search."""

    messages: list[MailLine] = []
    opened: OpenMail = OpenMail()
    searched: bool = False
    loaded: bool = False

    @event(service.list_received)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        search = asked.get("q", "")
        lines = [_line(mail) for mail in await service.list_received(actor, search)]
        opened = await _open(actor, asked.get("message", ""))
        self.searched, self.loaded = bool(search), True
        if lines != self.messages:
            self.messages = lines
        if opened != self.opened:
            self.opened = opened

    @event(service.empty_inbox)
    async def delete_all(self, actor: Actor, _confirmed: str = "") -> None:
        await service.empty_inbox(actor)
        self.messages, self.opened = [], OpenMail()


async def _open(actor: Actor, asked: str) -> OpenMail:
    """The message that the address names; none when there is no such message any more."""
    try:
        mail = await service.get_received(actor, UUID(asked))
    except (ValueError, NotFound):
        return OpenMail()
    at = mail.received_at.isoformat()
    headers = {"From": mail.sender, "To": mail.recipient, "Subject": mail.subject, "Date": at, **mail.headers}
    return OpenMail(str(mail.id), mail.subject, mail.recipient, mail.sender, at, mail.text, tuple(headers.items()))


def _line(mail: ReceivedMail) -> MailLine:
    return MailLine(str(mail.id), mail.recipient, mail.subject, mail.received_at.isoformat())
