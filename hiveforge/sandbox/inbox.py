"""The local inbox: where mail goes while no provider is configured. Everybody who reaches the server may read it."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, col, delete, or_, select

from hiveforge.core.actor import system
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.models import Policy, Table

from . import refuse_production

_MOST_SHOWN = 200


class Refused(Exception):
    """The inbox keeps to what providers do: a key that was used for another message is refused."""


class InboxMessage(Table, table=True):
    """One delivered message. System only: development pages read it through the mailing slice."""

    __tablename__ = "inbox_messages"
    policy: ClassVar = Policy()

    idempotency_key: str = Field(unique=True)
    sender: str
    recipient: str
    subject: str
    html: str
    text: str
    headers: dict[str, str] = Field(sa_type=JSONB)


async def deliver(
    *, idempotency_key: str, sender: str, recipient: str, subject: str, html: str, text: str, headers: dict[str, str]
) -> UUID:
    """Put a message into the inbox and return its id; the same one again under its key returns the first one's id.

    Raises Refused for a key that has another message, UnsafeSettings in production.
    """
    refuse_production("The local inbox")
    content = {
        "sender": sender, "recipient": recipient, "subject": subject, "html": html, "text": text, "headers": headers,
    }  # fmt: skip
    message = InboxMessage(idempotency_key=idempotency_key, **content)
    async with unit_of_work(system("delivering to the local inbox")) as db:
        statement = insert(InboxMessage).values(message.model_dump())
        done = await db.exec(
            statement.on_conflict_do_nothing(index_elements=["idempotency_key"]).returning(col(InboxMessage.id))
        )
        if (delivered := done.scalar_one_or_none()) is not None:
            return delivered
        there = (await db.exec(select(InboxMessage).where(col(InboxMessage.idempotency_key) == idempotency_key))).one()
        if any(getattr(there, name) != value for name, value in content.items()):
            raise Refused("This idempotency key was used for another message.")
        return there.id


async def newest(db: Db, search: str = "") -> Sequence[InboxMessage]:
    """The newest messages, at most 200, whose recipient, subject or text contains `search`."""
    columns = (col(InboxMessage.recipient), col(InboxMessage.subject), col(InboxMessage.text))
    words = search.replace("\x00", "").strip()
    matching = or_(*(column.icontains(words, autoescape=True) for column in columns))
    ordered = select(InboxMessage).where(matching).order_by(col(InboxMessage.id).desc()).limit(_MOST_SHOWN)
    return (await db.exec(ordered)).all()


async def empty(db: Db) -> None:
    """Delete every message."""
    await db.exec(delete(InboxMessage))
