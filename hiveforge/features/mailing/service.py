"""The outbox: queue a message, send it once, keep its fate; and the development inbox's acts."""

import json
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, text
from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound, Unavailable
from hiveforge.core.jobs import STRANDED_AFTER
from hiveforge.core.metrics import MAILS
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.core.settings import settings
from hiveforge.gateways.mail import MailMessage, MailRefused, mail_gateway, uses_local_inbox
from hiveforge.sandbox import inbox

from .emails import Email, render
from .models import MailStatus, OutgoingMail
from .schemas import ReceivedMail

log = structlog.get_logger(__name__)

# Providers forget idempotency keys after a day: a message that old could reach its reader twice.
SENDABLE_FOR = timedelta(hours=24)
BODIES_KEPT_FOR = timedelta(days=30)

_SHOWS_ALL = "the local inbox belongs to nobody"
_QUEUE = text("select private.queue_mail(cast(:mail as jsonb))")


async def write(
    db: Db, *, to: str, email: Email, kind: str, organization_id: UUID | None, key: str | None, reply_to: str
) -> UUID | None:
    """Put a message into the outbox, in the transaction of `db`; None when `kind` and `key` are there already."""
    mail, rendered = new_id(), render(email)
    row = {
        "id": str(mail),
        "organization_id": str(organization_id) if organization_id else None,
        "kind": kind,
        "idempotency_key": f"{kind}/{key or mail}",
        "recipient": to,
        "reply_to": reply_to,
        "subject": rendered.subject,
        "html": rendered.html,
        "text": rendered.text,
    }
    queued = await (await db.connection()).execute(_QUEUE, {"mail": json.dumps(row)})
    return mail if queued.scalar_one() else None


async def send(actor: Actor, mail: UUID) -> None:
    """Hand one queued message to the provider and note what became of it. For the system's actor.

    Twice is harmless: a message that is sent or failed stays so, and one whose sender died half way is handed over
    under the same key, which the provider recognises. A refusal is noted as failed, with the provider's reason.
    Raises Unavailable, with the reason noted, when the job should try again.
    """
    async with unit_of_work(actor) as db:
        outgoing = await _begin(db, mail)
    if outgoing is None:
        return
    try:
        provider_id = await mail_gateway().send(_message(outgoing), idempotency_key=str(outgoing.id))
    except MailRefused as error:
        MAILS.labels(outgoing.kind, "refused").inc()
        log.warning("mail refused", mail=str(mail), kind=outgoing.kind, reason=error.message)
        await _note(actor, mail, status=MailStatus.FAILED, last_error=error.message)
    except Unavailable as error:
        MAILS.labels(outgoing.kind, "retried").inc()
        await _note(actor, mail, last_error=error.message)
        raise
    else:
        MAILS.labels(outgoing.kind, "sent").inc()
        log.info("mail sent", mail=str(mail), kind=outgoing.kind, provider_id=provider_id)
        await _note(actor, mail, status=MailStatus.SENT, provider_id=provider_id, sent_at=now(), last_error="")


async def stranded(actor: Actor) -> list[UUID]:
    """Messages that are still queued although their job is over; those of more than a day ago are given up as failed."""
    async with unit_of_work(actor) as db:
        queued = col(OutgoingMail.status) == MailStatus.QUEUED
        await db.exec(
            update(OutgoingMail)
            .where(queued, col(OutgoingMail.created_at) < now() - SENDABLE_FOR)
            .values(status=MailStatus.FAILED, last_error=func.concat("Given up after a day. ", OutgoingMail.last_error))
        )
        waiting = select(OutgoingMail.id).where(queued, col(OutgoingMail.created_at) < now() - STRANDED_AFTER)
        return list(await db.exec(waiting))


async def forget_bodies(actor: Actor) -> None:
    """Empty the bodies of messages that are 30 days old: they hold names, links and codes, their fate is enough."""
    async with unit_of_work(actor) as db:
        old = col(OutgoingMail.created_at) < now() - BODIES_KEPT_FOR
        finished = col(OutgoingMail.status) != MailStatus.QUEUED
        await db.exec(update(OutgoingMail).where(old, finished).values(html="", text=""))


@requires(Access.PUBLIC, system=_SHOWS_ALL)
async def list_received(actor: Actor, db: Db, search: str = "") -> list[ReceivedMail]:  # noqa: ARG001
    """The newest 200 messages of the local inbox that contain `search`. For everybody, in development only: else NotFound."""
    _refuse_where_mail_is_real()
    return [_received(message) for message in await inbox.newest(db, search)]


@requires(Access.PUBLIC, system=_SHOWS_ALL)
async def get_received(actor: Actor, db: Db, message: UUID) -> ReceivedMail:  # noqa: ARG001
    """One message of the local inbox. For everybody, in development only. Raises NotFound."""
    _refuse_where_mail_is_real()
    found = await db.get(inbox.InboxMessage, message)
    if found is None:
        raise NotFound
    return _received(found)


@requires(Access.PUBLIC, system=_SHOWS_ALL)
async def empty_inbox(actor: Actor, db: Db) -> None:  # noqa: ARG001
    """Delete all messages of the local inbox. For everybody, in development only: else NotFound."""
    _refuse_where_mail_is_real()
    await inbox.empty(db)


async def _begin(db: Db, mail: UUID) -> OutgoingMail | None:
    """Count an attempt, committed before the provider is called; None when there is nothing left to send."""
    queued = (col(OutgoingMail.id) == mail, col(OutgoingMail.status) == MailStatus.QUEUED)
    counted = update(OutgoingMail).where(*queued).values(attempts=col(OutgoingMail.attempts) + 1)
    return (await db.exec(counted.returning(OutgoingMail))).scalar_one_or_none()


async def _note(actor: Actor, mail: UUID, **fate: object) -> None:
    async with unit_of_work(actor) as db:
        await db.exec(update(OutgoingMail).where(col(OutgoingMail.id) == mail).values(**fate))


def _message(mail: OutgoingMail) -> MailMessage:
    return MailMessage(
        to=mail.recipient,
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        sender=settings().mail_from,
        reply_to=mail.reply_to,
        headers={"X-Entity-Ref-ID": str(mail.id)},
    )


def _received(message: inbox.InboxMessage) -> ReceivedMail:
    return ReceivedMail(
        id=message.id,
        received_at=message.created_at,
        sender=message.sender,
        recipient=message.recipient,
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=message.headers,
    )


def _refuse_where_mail_is_real() -> None:
    if not uses_local_inbox():
        raise NotFound
