"""What is asked of the payment provider, kept before it is asked, so that a killed process repeats it under the same key."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import true
from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import AppError, Unavailable
from hiveforge.core.locks import lock
from hiveforge.features.billing.models import BillingAct
from hiveforge.features.billing.schemas import ActKind, ActStatus

T = TypeVar("T")
WRITES = "billing's tables are the system's; it writes those of the actor's organization"
# The provider forgets keys after a day: from then on the same key could act a second time.
_REPEATED_FOR = timedelta(hours=23)
_TRIES, _PAUSE_SECONDS = 4, 0.25


async def perform(
    actor: Actor,
    kind: ActKind,
    arguments: dict[str, Any],
    ask: Callable[[str], Awaitable[T]],
    fate: Callable[[T], dict[str, Any]] = lambda _: {"status": ActStatus.SETTLED},
) -> T:
    """Ask the provider once: whoever asks for the same while it is unanswered joins in under the same key.

    `fate` says what to note of the answer. A refusal ends the act, so that another try has a key of its own; an outage
    leaves it open for a repetition.
    """
    return await ask_once(actor, await begin(actor, kind, arguments), ask, fate)


async def ask_once(
    actor: Actor, act: BillingAct, ask: Callable[[str], Awaitable[T]], fate: Callable[[T], dict[str, Any]]
) -> T:
    """`perform` for an act that has begun."""
    try:
        answer = await patiently(ask, str(act.id))
    except Unavailable:
        raise
    except AppError as error:
        await note(actor, act.id, status=ActStatus.FAILED, reason=error.message)
        raise
    await note(actor, act.id, **fate(answer))
    return answer


async def note(actor: Actor, act: UUID, **fate: Any) -> None:
    """Write down what became of an act, unless it is over already."""
    over = col(BillingAct.status).in_([ActStatus.SETTLED, ActStatus.FAILED])
    async with unit_of_work(actor, reason=WRITES) as db:
        await db.exec(update(BillingAct).where(col(BillingAct.id) == act, ~over).values(**fate))


async def audit(
    actor: Actor, action: str, *, name: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
) -> None:
    """The audit row of an act of several steps."""
    async with unit_of_work(actor, reason=WRITES) as db:
        describe(db, target_type="plan", target_id=actor.organization_id, target_name=name, before=before, after=after)
        await record(db, action)


async def begin(
    actor: Actor,
    kind: ActKind,
    arguments: dict[str, Any],
    *,
    first_wins: bool = False,
    answered: bool = False,
    but_not: UUID | None = None,
) -> BillingAct:
    """Keep what is going to be asked; the same, unanswered, is joined.

    `first_wins` joins one with other arguments too, `answered` also one that the provider has answered and that is not
    over, unless it is `but_not`.
    """
    statuses = [ActStatus.OPEN, ActStatus.CALLED] if answered else [ActStatus.OPEN]
    async with unit_of_work(actor, reason=WRITES) as db:
        await lock_billing(db, actor.organization_id)
        same = _same(actor, kind, None if first_wins else arguments, statuses, but_not)
        found = (await db.exec(same)).first()
        if found is None or (found.status == ActStatus.OPEN and await _overtaken(db, found)):
            found = BillingAct(organization_id=actor.organization_id, kind=kind, arguments=arguments)
            db.add(found)
        return found


async def _overtaken(db: Db, act: BillingAct) -> bool:
    """Whether something else was asked since: then the same again is a new act, and no repetition."""
    since = select(BillingAct.id).where(
        col(BillingAct.organization_id) == act.organization_id, col(BillingAct.created_at) > act.created_at
    )
    return (await db.exec(since.limit(1))).first() is not None


async def lock_billing(db: Db, organization: UUID) -> None:
    """Let what billing does to one organization come one after the other."""
    await lock(db, f"billing/{organization}")


def _same(
    actor: Actor, kind: ActKind, arguments: dict[str, Any] | None, statuses: list[ActStatus], but_not: UUID | None
) -> Any:
    alike = true() if arguments is None else col(BillingAct.arguments) == arguments
    return (
        select(BillingAct)
        .where(
            col(BillingAct.organization_id) == actor.organization_id,
            col(BillingAct.kind) == kind,
            alike,
            col(BillingAct.status).in_(statuses),
            col(BillingAct.id) != but_not if but_not else true(),
            col(BillingAct.created_at) > now() - _REPEATED_FOR,
        )
        .order_by(col(BillingAct.created_at).desc())
        .limit(1)
    )


async def patiently(ask: Callable[[str], Awaitable[T]], key: str) -> T:
    """Another process may be asking under the same key this moment; the provider answers both once it has acted."""
    for left in range(_TRIES - 1, 0, -1):
        try:
            return await ask(key)
        except Unavailable as error:
            if error.retry_after is not None:
                raise
            await asyncio.sleep(_PAUSE_SECONDS * (_TRIES - left))
    return await ask(key)
