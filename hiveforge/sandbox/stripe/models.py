"""Where the stand-in keeps what Stripe would keep. System only, and empty in production."""

import time
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hiveforge.core.models import Policy, Table


def _counter(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


class StripeObject(Table, table=True):
    """One object of the simulated account. `due_seconds` is when something happens to it by itself, in Unix seconds."""

    __tablename__ = "stripe_objects"
    __table_args__ = (
        Index("ix_stripe_objects_kind_customer", "kind", "customer"),
        Index("ix_stripe_objects_due_seconds", "due_seconds"),
    )
    policy: ClassVar = Policy()

    stripe_id: str = Field(unique=True)
    kind: str
    customer: str = ""
    body: dict[str, Any] = Field(sa_type=JSONB)
    due_seconds: int | None = _counter(default=None, nullable=True)
    sequence: int = _counter(default_factory=time.time_ns)


class StripeEvent(Table, table=True):
    """One event, written with the change that it tells of. `outcome` says how its delivery went."""

    __tablename__ = "stripe_events"
    policy: ClassVar = Policy()

    stripe_id: str = Field(unique=True)
    kind: str
    customer: str = ""
    body: dict[str, Any] = Field(sa_type=JSONB)
    deliveries: int = 0
    outcome: str = ""
    sequence: int = _counter(default_factory=time.time_ns, index=True)


class StripeAnswer(Table, table=True):
    """What an idempotency key was answered."""

    __tablename__ = "stripe_idempotency"
    policy: ClassVar = Policy()

    key: str = Field(unique=True)
    fingerprint: str
    status: int
    answer: dict[str, Any] = Field(sa_type=JSONB)


class StripeClock(Table, table=True):
    """The one row that says how far the simulated time is ahead, and whether deliveries are held back."""

    __tablename__ = "stripe_clock"
    policy: ClassVar = Policy()

    name: str = Field(default="clock", unique=True)
    ahead_seconds: int = _counter(default=0)
    holds_deliveries: bool = False
