"""Reserve, settle, release: how work pays. The database decides; here it is asked, and the answer is put into words."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.errors import Invalid, LimitReached, NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import mailing, organizations
from hiveforge.features.usage import emails, queries, rules
from hiveforge.features.usage.schemas import (
    LONGEST_MODEL,
    MOST_AT_ONCE,
    Reservation,
    ReservationState,
    ReserveForm,
    Settlement,
)

from .standing import current

_WRITES = "nobody writes the ledger but its own functions, as the system; they are given the actor's organization"


@requires(Permission.USAGE_SPEND, system=_WRITES)
async def reserve(actor: Actor, db: Db, form: ReserveForm) -> Reservation:
    """Hold credits for work that is about to run; they come back by themselves after a quarter of an hour.

    The same key gives the same reservation, whatever became of it. Raises OutOfCredits, and where the organization has
    enough KeyBudgetReached or MemberBudgetReached, when this API key or the member it acts for may not use it.
    """
    row = await queries.call(
        db,
        "usage_reserve",
        **_place(actor),
        wanted=form.amount,
        key=form.key,
        purpose=form.purpose,
        member=actor.id,
        api_key=actor.key,
        lives=rules.RESERVED_FOR,
    )
    if row["id"] is None:
        raise await _refusal(actor, db, form.amount)
    return _reservation(row)


@requires(Permission.USAGE_SPEND, system=_WRITES)
async def settle(actor: Actor, db: Db, reservation: UUID, amount: int, *, model: str = "") -> Settlement:
    """Take what the work cost, which may be less or more than was reserved, and give the rest back.

    More is taken as far as the balance goes without what others hold: never below zero, never over the budget. A
    reservation that has expired is taken late. Whoever settles, it counts for the member who reserved; `model` is what did
    the work. A member's budget takes nothing off what was done already. Twice takes once; after a release nothing is taken. Owners and admins
    are told at 80 and 100 percent of the allowance. Raises NotFound.
    """
    if not 0 <= amount <= MOST_AT_ONCE:
        raise Invalid(f"An act costs 0 to {MOST_AT_ONCE:,} credits.", param="amount")
    row = await queries.call(
        db,
        "usage_settle",
        **_place(actor),
        reservation=reservation,
        cost=amount,
        member=actor.id,
        model=model[:LONGEST_MODEL],
    )
    if row["id"] is None:
        raise NotFound
    if row["alerted"]:
        await _alert(db, actor.organization_id, row["alerted"])
    await announce(db, "usage", organization=actor.organization_id)
    taken = row["included"] + row["packs"] + row["overage"]
    return Settlement(
        taken=taken,
        included=row["included"],
        packs=row["packs"],
        overage=row["overage"],
        missing=row["asked"] - taken,
        state=ReservationState(row["state"]),
    )


@requires(Permission.USAGE_SPEND, system=_WRITES)
async def release(actor: Actor, db: Db, reservation: UUID) -> Reservation:
    """Give back what is held. Twice, or after a settlement, changes nothing. Raises NotFound."""
    row = await queries.call(db, "usage_release", **_place(actor), reservation=reservation, member=actor.id)
    if row["id"] is None:
        raise NotFound
    return _reservation(row)


async def _refusal(actor: Actor, db: Db, wanted: int) -> LimitReached:
    """Why this much cannot be held: the narrowest reason first."""
    at_hand = await current(db, actor.organization_id)
    of_key = await queries.key_budget(db, actor.organization_id, actor.key) if actor.key else None
    if of_key and of_key.stops(wanted):
        return rules.key_budget_reached(wanted, of_key, at_hand.resets_at)
    budget = await queries.member_budget(db, actor.organization_id, actor.id)
    if budget and budget.stops(wanted):
        return rules.member_budget_reached(wanted, budget, at_hand.resets_at)
    return rules.out_of_credits(wanted, at_hand, actor.slug)


def _place(actor: Actor) -> dict[str, Any]:
    return {"place": actor.organization_id, "first": rules.first_allowance()}


def _reservation(row: RowMapping) -> Reservation:
    return Reservation(
        id=row["id"],
        amount=row["amount"],
        key=row["key"],
        state=ReservationState(row["state"]),
        expires_at=row["expires_at"],
    )


async def _alert(db: Db, organization: UUID, share: int) -> None:
    """One mail for each person, period and share."""
    balance = await current(db, organization)
    contacts = await organizations.billing_contacts(db, organization)
    email = emails.allowance_alert(
        contacts.organization, contacts.slug, balance, share, rules.in_words(balance.resets_at)
    )
    for person in contacts.people:
        await mailing.queue(
            db,
            to=person.email,
            email=email,
            kind="usage.allowance_alert",
            organization_id=organization,
            key=f"{organization}/{balance.resets_at:%Y-%m-%d}/{balance.included}/{share}/{person.id}",
        )
