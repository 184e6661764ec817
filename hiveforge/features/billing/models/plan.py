"""Which plan an organization has, and where it comes from."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.billing.schemas import StandingStatus
from hiveforge.features.billing.schemas.facts import SubscriptionStatus

from .columns import money, one_of, tenant


class BillingStanding(Table, table=True):
    """The plan that counts.

    `access_until_at` is when an unpaid or arranged plan stops counting, even if nobody writes that down. `limits` are
    what was arranged in the place of the plan's own.
    """

    __tablename__ = "billing_standings"
    __table_args__ = (
        one_of("status", StandingStatus),
        CheckConstraint(f"(status = '{StandingStatus.ARRANGED}') = (limits is not null)", name="limits"),
    )
    policy: ClassVar = Policy(read=Permission.ORGANIZATION_READ)

    organization_id: UUID = tenant(unique=True)
    plan: str
    status: str = StandingStatus.FREE
    seats: int | None = None
    ends_at: datetime | None = moment(optional=True)
    access_until_at: datetime | None = moment(optional=True)
    limits: dict[str, int] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class BillingArrangement(Table, table=True):
    """A plan that was agreed with those who run the installation, and its terms. At most one of an organization runs.

    `until_at` is when it ends by itself; `ended_at` is set once it has ended. `note` is for those who arrange.
    """

    __tablename__ = "billing_arrangements"
    __table_args__ = (
        Index(
            "uq_billing_arrangements_running", "organization_id", unique=True, postgresql_where=text("ended_at is null")
        ),
        CheckConstraint("until_at > starts_at", name="until_at"),
        CheckConstraint("jsonb_typeof(limits) = 'object'", name="limits"),
        CheckConstraint("(ended_at is null) = (ended_by = '')", name="ended_by"),
    )
    policy: ClassVar = Policy()

    organization_id: UUID = tenant(index=True)
    plan: str
    limits: dict[str, int] = Field(sa_type=JSONB)
    starts_at: datetime = moment()
    until_at: datetime | None = moment(optional=True)
    note: str = ""
    arranged_by: str
    ended_at: datetime | None = moment(optional=True)
    ended_by: str = ""


class Subscription(Table, table=True):
    """The subscription that counts, as the provider last described it."""

    __tablename__ = "subscriptions"
    __table_args__ = (one_of("status", SubscriptionStatus),)
    policy: ClassVar = Policy(read=Permission.BILLING_READ)

    organization_id: UUID = tenant(unique=True)
    external_id: str = Field(index=True)
    status: str
    price: str
    quantity: int
    item: str
    metered_item: str = ""
    started_at: datetime = moment()
    period_start_at: datetime = moment()
    period_end_at: datetime = moment()
    trial_end_at: datetime | None = moment(optional=True)
    cancel_at: datetime | None = moment(optional=True)
    canceled_at: datetime | None = moment(optional=True)
    ended_at: datetime | None = moment(optional=True)
    past_due_at: datetime | None = moment(optional=True)
    unpaid_invoice: str = ""
    next_amount: int = money()
    next_currency: str = ""
    next_at: datetime | None = moment(optional=True)
    synced_at: datetime = moment()
