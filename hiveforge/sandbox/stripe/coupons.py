"""What reduces a subscription's invoices, and until when."""

from .periods import after
from .store import Object, Store, new_id


async def running_coupon(store: Store, subscription: Object) -> Object | None:
    """What the next invoice of a subscription is reduced by."""
    until = subscription.get("_coupon_until")
    if until is not None and until <= store.now:
        return None
    return await store.find(subscription.get("_coupon") or "")


async def discount_subscription(store: Store, subscription: Object, coupon: Object) -> None:
    """Reduce its first invoice, or several, or all, as the coupon says."""
    if coupon["duration"] != "once":
        subscription["_coupon"] = coupon["id"]
    if coupon["duration"] == "repeating":
        subscription["_coupon_until"] = after(store.now, "month", coupon["duration_in_months"])
    discount = {
        "id": new_id("di"), "object": "discount", "checkout_session": None, "customer": subscription["customer"],
        "end": subscription.get("_coupon_until"), "invoice": None, "invoice_item": None, "promotion_code": None,
        "source": {"type": "coupon", "coupon": coupon["id"]}, "start": store.now,
        "subscription": subscription["id"], "subscription_item": None,
    }  # fmt: skip
    subscription["discounts"] = [discount["id"]]
    await store.save(discount)
