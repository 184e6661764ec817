"""What plans include, in the words of their cards."""

from hiveforge.features.plans import Feature, Plan, Quantity

EVERY_PLAN = (
    "Unlimited organizations, each isolated by Postgres",
    "Owner, admin, member and viewer roles",
    "Invitations by email and by link",
    "REST API with OpenAPI",
    "Live updates in every open tab",
    "Deleted organizations can be restored",
)
FEATURES = {
    Feature.OVERAGE: "AI credits beyond the plan",
    Feature.AUDIT_EXPORT: "Download of the audit log",
    Feature.SINGLE_INVOICE: "One invoice for several organizations",
}
_CARD = {
    Quantity.SEATS: ("Up to {} seats", "As many seats as you need"),
    Quantity.AI_CREDITS: ("{} AI credits a month", "AI credits without limit"),
    Quantity.API_REQUESTS_PER_MINUTE: ("{} API requests a minute", "API requests without limit"),
    Quantity.DOCUMENTS: ("{} documents", "Documents without limit"),
    Quantity.STORAGE_MEGABYTES: ("{} of storage", "Storage without limit"),
    Quantity.FILE_MEGABYTES: ("Files up to {} each", "Files of any size"),
    Quantity.AUDIT_DAYS: ("Audit log for {} days", "Audit log kept for good"),
}


def included(plan: Plan) -> list[str]:
    """All its limits and features, one a line."""
    limits = [_limit(plan, quantity) for quantity in Quantity]
    return limits + [FEATURES[feature] for feature in Feature if feature in plan.features]


def size(quantity: Quantity, amount: int) -> str:
    """A limit as people write it: "1,200", "500 MB", "20 GB"."""
    if quantity not in {Quantity.STORAGE_MEGABYTES, Quantity.FILE_MEGABYTES}:
        return f"{amount:,}"
    return f"{amount // 1000:,} GB" if amount % 1000 == 0 else f"{amount:,} MB"


def _limit(plan: Plan, quantity: Quantity) -> str:
    limited, unlimited = _CARD[quantity]
    limit = plan.limit(quantity)
    return unlimited if limit is None else limited.format(size(quantity, limit))
