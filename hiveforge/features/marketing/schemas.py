"""What a plan is, as the pricing page shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Prices are per member and month, in cents. `None` as a limit means without limit.

    `price_yearly` is what a month costs when a year is paid at once.
    """

    key: str
    name: str
    summary: str
    price_monthly: int
    price_yearly: int
    members: int | None
    audit_days: int | None
    api_requests_per_minute: int
    trial_days: int = 0
    highlighted: bool = False

    @property
    def free(self) -> bool:
        return self.price_monthly == 0
