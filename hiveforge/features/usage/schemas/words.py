"""The words of the ledger, and how large its numbers may be."""

from enum import StrEnum
from typing import Self

MOST_AT_ONCE = 1_000_000
MOST_BUDGET = 1_000_000_000
LONGEST_MODEL = 200


class OverageMode(StrEnum):
    """What happens when allowance and packs are used up."""

    BLOCK = "block"
    METERED = "metered"


class ReportState(StrEnum):
    """What became of a report. The provider has refused it for good until somebody has mended why."""

    WAITING = "waiting"
    REPORTED = "reported"
    REFUSED = "refused"


class ReservationState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    RELEASED = "released"
    EXPIRED = "expired"


class Span(StrEnum):
    """Which time is looked at: a period of the allowance, or the last 90 days."""

    THIS = "this"
    PREVIOUS = "previous"
    DAYS_90 = "90-days"

    @classmethod
    def lenient(cls, text: str) -> Self:
        """From a page's address, which people edit: what means nothing is the current period."""
        return cls(text) if text in set(cls) else cls("this")
