"""The simulated account while one request or one moment is worked on: read, changed and told of in one transaction."""

import copy
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sqlmodel import col, delete, func, select, text

from hiveforge.core.actor import system
from hiveforge.core.db import Db, unit_of_work
from hiveforge.sandbox import refuse_production

from .delivery import deliver
from .description import VERSION, check_event
from .errors import missing
from .models import StripeClock, StripeEvent, StripeObject

Object = dict[str, Any]
_ACCOUNT_LOCK = 0x57121BE


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex[:24]}"


def public(thing: Any) -> Any:
    """Without what the stand-in notes for itself, whose names begin with an underscore."""
    if isinstance(thing, dict):
        return {name: public(value) for name, value in thing.items() if not name.startswith("_")}
    return [public(each) for each in thing] if isinstance(thing, list) else thing


class Store:
    """`now` is the simulated time in Unix seconds, `key` the idempotency key of the request."""

    def __init__(self, db: Db, clock: StripeClock, now: int, key: str | None = None) -> None:
        self.db, self.clock, self.now, self.key = db, clock, now, key

    async def lock(self) -> None:
        """Wait for every other change of the account, and take the time anew."""
        await self.db.exec(text("select pg_advisory_xact_lock(:lock)").bindparams(lock=_ACCOUNT_LOCK))  # pyright: ignore[reportCallIssue, reportArgumentType]
        self.clock = (
            await self.db.exec(select(StripeClock).execution_options(populate_existing=True))
        ).first() or self.clock
        self.now = int(time.time()) + self.clock.ahead_seconds

    async def find(self, stripe_id: str) -> Object | None:
        row = await self._row(stripe_id)
        return copy.deepcopy(row.body) if row else None

    async def get(self, kind: str, stripe_id: str, param: str = "id") -> Object:
        """Raise Stripe's 404 for what is not there, or is something else."""
        found = await self.find(stripe_id)
        if found is None or found["object"] != kind:
            raise missing(kind, stripe_id, param)
        return found

    async def all(self, kind: str, customer: str = "") -> Sequence[Object]:
        """Newest first."""
        query = select(StripeObject).where(col(StripeObject.kind) == kind)
        if customer:
            query = query.where(col(StripeObject.customer) == customer)
        return [
            copy.deepcopy(row.body)
            for row in (await self.db.exec(query.order_by(col(StripeObject.sequence).desc()))).all()
        ]

    async def save(self, thing: Object) -> Object:
        """Add it, or write what has changed."""
        row = await self._row(thing["id"])
        if row is None:
            row = StripeObject(stripe_id=thing["id"], kind=thing["object"], body={})
        row.customer, row.body, row.due_seconds = thing.get("customer") or "", copy.deepcopy(thing), thing.get("_due")
        self.db.add(row)
        await self.db.flush()
        return thing

    async def forget(self, stripe_id: str) -> None:
        await self.db.exec(delete(StripeObject).where(col(StripeObject.stripe_id) == stripe_id))

    async def next_due(self) -> Object | None:
        """What happens first of all that is due by now."""
        due = select(StripeObject).where(col(StripeObject.due_seconds) <= self.now)
        row = (
            await self.db.exec(due.order_by(col(StripeObject.due_seconds), col(StripeObject.sequence)).limit(1))
        ).first()
        return copy.deepcopy(row.body) if row else None

    async def earliest_due(self) -> int | None:
        return (await self.db.exec(select(func.min(StripeObject.due_seconds)))).one()

    async def emit(self, kind: str, thing: Object, previous: Object | None = None) -> None:
        """Tell of a change: the event and its delivery are written with it."""
        data: Object = {"object": public(thing)}
        if previous is not None:
            data["previous_attributes"] = public(previous)
        event = {
            "id": new_id("evt"), "object": "event", "api_version": VERSION, "created": self.now, "data": data,
            "livemode": False, "pending_webhooks": 1, "type": kind,
            "request": {"id": None, "idempotency_key": self.key},
        }  # fmt: skip
        check_event(event)
        customer = thing["id"] if thing["object"] == "customer" else thing.get("customer") or ""
        self.db.add(StripeEvent(stripe_id=event["id"], kind=kind, customer=customer, body=event))
        await self.db.flush()
        if not self.clock.holds_deliveries:
            await deliver.later(self.db, event=event["id"])

    async def _row(self, stripe_id: str) -> StripeObject | None:
        return (await self.db.exec(select(StripeObject).where(col(StripeObject.stripe_id) == stripe_id))).first()


@asynccontextmanager
async def opened(*, writes: bool = True, key: str | None = None) -> AsyncIterator[Store]:
    """The account for one piece of work. Writers wait for one another, as changes of one account should."""
    refuse_production("The stand-in for Stripe")
    async with unit_of_work(system("simulating Stripe")) as db:
        clock = (await db.exec(select(StripeClock))).first() or StripeClock()
        store = Store(db, clock, int(time.time()) + clock.ahead_seconds, key)
        if writes:
            await store.lock()
        yield store
