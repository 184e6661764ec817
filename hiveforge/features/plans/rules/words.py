"""Features and limits in words: the pricing page, billing and mails say the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hiveforge.features.plans.schemas import Feature, Plan, Quantity


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """`name` heads a line or labels a field, `counted` says an amount within a sentence, `unlimited` that there is no limit."""

    name: str
    counted: str
    unlimited: str


QUANTITIES: Mapping[Quantity, QuantityWords] = {
    Quantity.SEATS: QuantityWords("Seats", "{} seats", "As many seats as you need"),
    Quantity.AI_CREDITS: QuantityWords("AI credits a month", "{} AI credits a month", "AI credits without limit"),
    Quantity.API_REQUESTS_PER_MINUTE: QuantityWords(
        "API requests a minute", "{} API requests a minute", "API requests without limit"
    ),
    Quantity.DOCUMENTS: QuantityWords("Documents", "{} documents", "Documents without limit"),
    Quantity.STORAGE_MEGABYTES: QuantityWords("Storage", "{} of storage", "Storage without limit"),
    Quantity.FILE_MEGABYTES: QuantityWords("Largest file", "files up to {} each", "Files of any size"),
    Quantity.AUDIT_DAYS: QuantityWords("Days of audit log", "{} days of audit log", "Audit log kept for good"),
}
_FEATURES: Mapping[Feature, str] = {
    Feature.OVERAGE: "AI credits beyond the plan",
    Feature.AUDIT_EXPORT: "downloads of the audit log",
    Feature.SINGLE_INVOICE: "one invoice for several organizations",
}


def feature(what: Feature, *, begins: bool = True) -> str:
    """A feature's name, as it begins a line or stands within a sentence."""
    words = _FEATURES[what]
    return f"{words[0].upper()}{words[1:]}" if begins else words


def size(quantity: Quantity, amount: int) -> str:
    """A limit as people write it: "1,200", "500 MB", "20 GB"."""
    if quantity not in {Quantity.STORAGE_MEGABYTES, Quantity.FILE_MEGABYTES}:
        return f"{amount:,}"
    return f"{amount // 1000:,} GB" if amount % 1000 == 0 else f"{amount:,} MB"


def counted(quantity: Quantity, limit: int | None) -> str:
    """A limit in a sentence, "2,000 AI credits a month", or that there is none."""
    words = QUANTITIES[quantity]
    return words.unlimited if limit is None else words.counted.format(size(quantity, limit))


def included(plan: Plan, *, without: Collection[Quantity] = ()) -> list[str]:
    """All limits and features of a plan, one a line; `without` leaves out limits that are told elsewhere."""
    limits = [_line(quantity, plan.limit(quantity)) for quantity in Quantity if quantity not in without]
    return limits + [feature(one) for one in Feature if one in plan.features]


def _line(quantity: Quantity, limit: int | None) -> str:
    most = "Up to " if quantity is Quantity.SEATS and limit is not None else ""
    line = f"{most}{counted(quantity, limit)}"
    return f"{line[0].upper()}{line[1:]}"
