"""Messages that were kept, handled by looking at what is true now of the customer that they are about."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Unavailable
from hiveforge.core.jobs import STRANDED_AFTER, job
from hiveforge.features.billing.models import WebhookEvent
from hiveforge.features.billing.schemas import EventStatus

from .customers import organization_of
from .syncing import sync_organization

log = structlog.get_logger(__name__)


@job
async def handle_event(event: str) -> None:
    """Handle one message; see `handle`."""
    await handle(system("synchronizing billing"), UUID(event))


async def handle(actor: Actor, event: UUID) -> None:
    """Make our tables say what is true of the customer that a message is about. For the system's actor.

    Twice changes nothing. A message about nobody we know is parked, with the reason. Raises Unavailable when the
    provider does not answer, and whatever went wrong for good, both noted beside the message.
    """
    async with unit_of_work(actor) as db:
        counted = update(WebhookEvent).where(col(WebhookEvent.id) == event, _unhandled())
        counted = counted.values(attempts=col(WebhookEvent.attempts) + 1).returning(WebhookEvent)
        kept = (await db.exec(counted)).scalar_one_or_none()
    if kept is None:
        return
    try:
        fate = await _handle(actor, kept)
    except Unavailable as error:
        await _note(actor, event, _Fate(EventStatus.STORED, error.message))
        raise
    except Exception as error:
        await _note(actor, event, _Fate(EventStatus.FAILED, f"{type(error).__name__}: {error}"))
        raise
    await _note(actor, event, fate)


async def stranded(actor: Actor) -> list[UUID]:
    """Messages whose jobs ended without handling them, as after a long outage. For the system's actor."""
    async with unit_of_work(actor) as db:
        waiting = select(WebhookEvent.id).where(
            col(WebhookEvent.status) == EventStatus.STORED, col(WebhookEvent.received_at) < now() - STRANDED_AFTER
        )
        return list((await db.exec(waiting)).all())


@dataclass(frozen=True, slots=True)
class _Fate:
    status: EventStatus
    reason: str = ""


async def _handle(actor: Actor, event: WebhookEvent) -> _Fate:
    if not event.customer:
        return _Fate(EventStatus.DONE, "It concerns no customer.")
    organization, reason = await organization_of(actor, event.customer)
    if organization is None:
        return _Fate(EventStatus.PARKED, reason)
    checkout = event.object if event.object_kind == "checkout.session" else ""
    # Messages come in bursts: one look that begins after them is enough. A replay always looks.
    since = event.received_at if event.attempts == 1 and not checkout else None
    looked = await sync_organization(actor, organization, checkout=checkout, since=since)
    return _Fate(EventStatus.DONE, "" if looked else "A later look has seen it.")


async def _note(actor: Actor, event: UUID, fate: _Fate) -> None:
    values = {"status": fate.status, "reason": fate.reason[:1000]}
    if fate.status is not EventStatus.STORED:
        values["handled_at"] = now()
    if fate.status in {EventStatus.PARKED, EventStatus.FAILED}:
        log.warning("a message of the payment provider waits", status=fate.status, reason=fate.reason)
    async with unit_of_work(actor) as db:
        await db.exec(update(WebhookEvent).where(col(WebhookEvent.id) == event).values(**values))


def _unhandled() -> ColumnElement[bool]:
    return col(WebhookEvent.status) != EventStatus.DONE
