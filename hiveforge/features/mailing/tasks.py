"""Sending what the outbox holds, now and on a schedule."""

from uuid import UUID

from hiveforge.core.actor import system
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.jobs import job, periodic

from . import service
from .emails import Email


@job
async def send(mail: str) -> None:
    """Send one message; see `service.send`."""
    await service.send(system("sending mail"), UUID(mail))


async def queue(
    db: Db,
    *,
    to: str,
    email: Email,
    kind: str,
    organization_id: UUID | None = None,
    key: str | None = None,
    reply_to: str = "",
) -> None:
    """Have `email` sent to the address `to` when the transaction of `db` commits; a rollback sends nothing.

    Call it inside a service function, whoever its actor is. `kind` is `slice.message` and shows in logs and metrics.
    With a `key`, a second call with the same `kind` and `key` does nothing: one mail for each invitation, say.
    `organization_id` says whose mail it is; account mail is nobody's. Answers go to `reply_to`, or to the sender.
    """
    mail = await service.write(
        db, to=to, email=email, kind=kind, organization_id=organization_id, key=key, reply_to=reply_to
    )
    if mail is not None:
        await send.later(db, mail=str(mail))


@periodic("23 * * * *")
async def send_stranded() -> None:
    """Give new jobs to messages whose jobs ended without sending them, as after a long outage of the provider."""
    actor = system("sending stranded mail")
    for mail in await service.stranded(actor):
        async with unit_of_work(actor) as db:
            await send.later(db, mail=str(mail))


@periodic("41 3 * * *")
async def forget_bodies() -> None:
    """Empty the bodies of old messages; see `service.forget_bodies`."""
    await service.forget_bodies(system("forgetting old mail"))
