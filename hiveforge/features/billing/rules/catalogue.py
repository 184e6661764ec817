"""What the provider must sell, made from the file of plans."""

from collections.abc import Sequence
from typing import Any

from hiveforge.features import plans

PACK_PRICE = "ai_credits_pack"
OVERAGE_PRICE: str = plans.METER["lookup_key"]
_CREDITS = "ai_credits"


def catalogue() -> Sequence[dict[str, Any]]:
    """Products, the meter, prices and the portal, as `Payments.sync_plans` takes them."""
    sold = [plan for plan in plans.PLANS if plan.for_sale]
    event = plans.METER["event_name"]
    return [
        *(_product(plan.key, plan.name, plan.summary) for plan in sold),
        _product(_CREDITS, "AI credits", "Credits for AI features, beyond those in the plan."),
        {"kind": "meter", "event_name": event, "name": plans.METER["name"]},
        *(
            _price(price.lookup_key(plan.key), plan.key, price.amount, price.interval)
            for plan in sold
            for price in plan.prices
        ),
        # Items of one subscription are billed at one interval: overage needs a price for each.
        *(
            _price(f"{OVERAGE_PRICE}_{interval}", _CREDITS, plans.METER["unit_amount"], interval, meter=event)
            for interval in plans.Interval
        ),
        _price(PACK_PRICE, _CREDITS, plans.PACKS["amount"]),
        {
            "kind": "portal",
            "headline": plans.PORTAL["headline"],
            "customer_may_change": plans.PORTAL["customer_may_change"],
        },
    ]


def _product(key: str, name: str, description: str) -> dict[str, Any]:
    return {"kind": "product", "id": key, "name": name, "description": description}


def _price(lookup_key: str, product: str, amount: int, interval: str = "", meter: str = "") -> dict[str, Any]:
    return {
        "kind": "price",
        "lookup_key": lookup_key,
        "product": product,
        "currency": plans.CURRENCY,
        "unit_amount": amount,
        "interval": str(interval),
        "meter": meter,
    }
