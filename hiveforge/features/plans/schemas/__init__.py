"""What a plan is."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Interval(StrEnum):
    MONTH = "month"
    YEAR = "year"


class Feature(StrEnum):
    """What a plan switches on. A service function names one in `@requires(…, feature=…)`."""

    OVERAGE = "overage"
    AUDIT_EXPORT = "audit_export"
    SINGLE_INVOICE = "single_invoice"


class Quantity(StrEnum):
    """What a plan counts. `None` as a limit means without limit."""

    SEATS = "seats"
    AI_CREDITS = "ai_credits"
    API_REQUESTS_PER_MINUTE = "api_requests_per_minute"
    DOCUMENTS = "documents"
    STORAGE_MEGABYTES = "storage_megabytes"
    FILE_MEGABYTES = "file_megabytes"
    AUDIT_DAYS = "audit_days"


class Price(BaseModel):
    """`amount` is in the smallest unit of the currency, for one interval and, on a plan per seat, one seat."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interval: Interval
    amount: int

    def lookup_key(self, plan: str) -> str:
        """How the price is found in Stripe, whatever its id there."""
        return f"{plan}_{self.interval}"

    @property
    def monthly(self) -> int:
        """What a month of it costs, rounded down."""
        return self.amount if self.interval is Interval.MONTH else self.amount // 12


class Plan(BaseModel):
    """`by_arrangement`: nobody buys it by themselves; a contact form leads there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    summary: str
    per_seat: bool = False
    trial_days: int = 0
    highlighted: bool = False
    by_arrangement: bool = False
    prices: tuple[Price, ...] = ()
    features: frozenset[Feature] = frozenset()
    limits: dict[Quantity, int]

    @property
    def free(self) -> bool:
        return not self.prices and not self.by_arrangement

    @property
    def for_sale(self) -> bool:
        """Whether a checkout can be opened for it."""
        return bool(self.prices)

    def price(self, interval: Interval) -> Price:
        """Its price for this interval. Raises KeyError for a plan that has none."""
        found = next((price for price in self.prices if price.interval is interval), None)
        if found is None:
            raise KeyError(f"{self.key} has no price for a {interval}")
        return found

    def limit(self, quantity: Quantity) -> int | None:
        """How much of it is included; None means without limit."""
        return self.limits.get(quantity)
