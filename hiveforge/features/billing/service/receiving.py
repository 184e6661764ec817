"""Messages of the payment provider: kept once as they come, and handled by a job."""

from uuid import UUID

from sqlmodel import col, update

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import new_id
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.logs import current_correlation
from hiveforge.core.permissions import Access
from hiveforge.core.pool import call
from hiveforge.core.service import converses, requires
from hiveforge.features.billing import queries
from hiveforge.features.billing.models import WebhookEvent
from hiveforge.features.billing.schemas import EventFilter, EventsPage, EventStatus
from hiveforge.gateways.payments import payments

from .handling import handle_event

_SOURCE = "stripe"
_KEEP = "select private.keep_message(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_ADMINS = "messages of the payment provider belong to no organization; only those who run this installation read them"


@converses(Access.PUBLIC)
async def receive(actor: Actor, body: bytes, signature: str) -> None:  # noqa: ARG001  whoever can sign is the provider
    """Keep a message of the provider, and have it handled, in one transaction. Twice keeps and handles it once.

    For whoever can sign as the provider: forged, altered and old messages, and another mode's, raise BadSignature.
    Raises Unavailable while Postgres does not answer; the provider comes again.
    """
    event = payments().read_event(body, signature)
    about = [event.id, event.kind, event.object_kind, event.object_id, event.customer]
    # The function does it all in one round trip, because messages come in bursts.
    await call(_KEEP, [new_id(), _SOURCE, *about, body.decode(), handle_event.name, current_correlation()])


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def list_events(
    actor: Actor,  # noqa: ARG001
    db: Db,
    wanted: EventFilter | None = None,
    *,
    offset: int = 0,
    limit: int = 25,
) -> EventsPage:
    """Messages of the provider and what became of them, newest first."""
    return await queries.events(db, wanted or EventFilter(), offset=offset, limit=limit)


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def replay_event(actor: Actor, db: Db, event: UUID) -> None:  # noqa: ARG001
    """Have a message handled once more, whatever became of it: that reads the truth anew, so it can do no harm.

    Raises NotFound.
    """
    again = update(WebhookEvent).where(col(WebhookEvent.id) == event)
    again = again.values(status=EventStatus.STORED, reason="").returning(col(WebhookEvent.external_id))
    name = (await db.exec(again)).scalar_one_or_none()
    if name is None:
        raise NotFound
    describe(db, target_type="webhook_event", target_id=event, target_name=name)
    await handle_event.later(db, event=str(event))
