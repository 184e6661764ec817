"""What people may ask of billing."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hiveforge.features.plans import Interval

MOST_SEATS = 10_000
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]
PlanKey = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class CancelReason(StrEnum):
    """Stripe's words for why somebody leaves."""

    TOO_EXPENSIVE = "too_expensive"
    MISSING_FEATURES = "missing_features"
    SWITCHED_SERVICE = "switched_service"
    UNUSED = "unused"
    CUSTOMER_SERVICE = "customer_service"
    TOO_COMPLEX = "too_complex"
    LOW_QUALITY = "low_quality"
    OTHER = "other"


class PortalFlow(StrEnum):
    """Where the provider's page opens."""

    HOME = ""
    CARD = "payment_method_update"


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckoutForm(_Form):
    """`seats` is None for as many as are used and held now."""

    plan: PlanKey
    interval: Interval = Interval.MONTH
    seats: Seats | None = None


class ChangeForm(_Form):
    """`priced_at` is the preview's; with it the change costs exactly what the preview said."""

    plan: PlanKey
    interval: Interval = Interval.MONTH
    seats: Seats = 1
    priced_at: datetime | None = None


class SeatsForm(_Form):
    seats: Seats
    priced_at: datetime | None = None


class CancelForm(_Form):
    reason: CancelReason = CancelReason.OTHER
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
