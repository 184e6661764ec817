"""Asking to be contacted, and answering that."""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.core.settings import settings
from hiveforge.features import accounts, mailing

from . import emails, queries, rules
from .models import ContactRequest
from .schemas import ContactForm, RequestRow, RequestsPage, RequestStatus

log = structlog.get_logger(__name__)

_NOBODYS = "requests of visitors belong to no organization; only those who run this installation read them"


@requires(Access.PUBLIC, system=_NOBODYS)
async def ask(actor: Actor, db: Db, form: ContactForm) -> None:
    """Keep a visitor's request and mail it to every platform admin, in one transaction. For everybody.

    The same words twice are one request and one mail, until it is answered. Without any platform admin it is kept, and
    the log says that nobody was told. 10 in an hour from each address: else TooMany.
    """
    await ratelimit.take(f"contact:from:{accounts.network(actor.address)}", limit=10, per=timedelta(hours=1))
    request = await _keep(db, form)
    if request is None:
        return
    describe(db, target_type="contact_request", target_id=request, target_name=form.company)
    for admin in sorted(settings().admin_emails):
        await mailing.queue(
            db, to=admin, email=emails.request(form), kind="contact.request", key=f"{request}/{admin}",
            reply_to=form.email,
        )  # fmt: skip
    if not settings().admin_emails:
        log.warning("contact request kept, but nobody told: HIVEFORGE_PLATFORM_ADMINS is empty", request=str(request))


@requires(Access.PLATFORM_ADMIN, system=_NOBODYS)
async def list_requests(
    actor: Actor,  # noqa: ARG001
    db: Db,
    status: RequestStatus | None = None,
    *,
    search: str = "",
    offset: int = 0,
    limit: int = 25,
) -> RequestsPage:
    """Requests, the newest first; `search` is part of a name, an address, a company or the message."""
    return await queries.requests(db, status, search=search, offset=offset, limit=limit)


@requires(Access.PLATFORM_ADMIN, system=_NOBODYS)
async def get_request(actor: Actor, db: Db, request: UUID) -> RequestRow:  # noqa: ARG001
    """One request. Raises NotFound."""
    found = await queries.request(db, request)
    if found is None:
        raise NotFound
    return found


@requires(Access.PLATFORM_ADMIN, system=_NOBODYS)
async def count_open(actor: Actor, db: Db) -> int:  # noqa: ARG001
    """How many requests nobody has answered."""
    return await queries.count_open(db)


@requires(Access.PLATFORM_ADMIN, system=_NOBODYS)
async def mark_answered(actor: Actor, db: Db, request: UUID) -> None:
    """Say that somebody has answered. Twice changes nothing: the first one stays named. Raises NotFound."""
    found = await _locked(db, request)
    if found.answered_at is None:
        found.answered_at, found.answered_by = now(), actor.name
        describe(db, target_type="contact_request", target_id=request, target_name=found.company)


@requires(Access.PLATFORM_ADMIN, system=_NOBODYS)
async def reopen(actor: Actor, db: Db, request: UUID) -> None:  # noqa: ARG001
    """Take back that somebody has answered. Twice changes nothing.

    Raises NotFound, and OpenAgain when the same words have come again meanwhile.
    """
    found = await _locked(db, request)
    if found.answered_at is not None:
        found.answered_at, found.answered_by = None, ""
        describe(db, target_type="contact_request", target_id=request, target_name=found.company)


async def _locked(db: Db, request: UUID) -> ContactRequest:
    found = await db.get(ContactRequest, request, with_for_update=True)
    if found is None:
        raise NotFound
    return found


async def _keep(db: Db, form: ContactForm) -> UUID | None:
    """The id of the request; None when it is there already."""
    row = {"id": new_id(), "created_at": now(), "fingerprint": rules.fingerprint(form), "answered_by": ""}
    kept = insert(ContactRequest).values(**row, **form.model_dump()).on_conflict_do_nothing()
    return (await db.exec(kept.returning(col(ContactRequest.id)))).scalar_one_or_none()
