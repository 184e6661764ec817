"""Stripe's checkout page: what is asked of it, as its parameters, and closing it."""

from typing import Any

import stripe

from hiveforge.gateways.payments.schemas import CheckoutRequest

from .errors import is_missing
from .mapping import LOOKUP_KEY, ORGANIZATION
from .prices import Prices


async def parameters(request: CheckoutRequest, prices: Prices) -> dict[str, Any]:
    """A page for a plan or, with `pack`, for one payment. The payer may add a coupon, an address and a tax id."""
    price = await prices.get(request.price)
    about = {ORGANIZATION: request.organization}
    items: list[dict[str, Any]] = [{"price": price.id, "quantity": request.quantity}]
    if request.overage_price and price.recurring:
        metered = await prices.get(overage_key(request.overage_price, price.recurring.interval))
        items.append({"price": metered.id})
    return {
        "mode": "payment" if request.pack else "subscription",
        "customer": request.customer,
        "client_reference_id": request.organization,
        "metadata": about | {LOOKUP_KEY: request.price, "quantity": str(request.quantity)},
        "line_items": items,
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "allow_promotion_codes": True,
        "billing_address_collection": "auto",
        "customer_update": {"name": "auto", "address": "auto"},
        "tax_id_collection": {"enabled": True},
        **(_once(about) if request.pack else _again_and_again(about, request.trial_days)),
    }


async def expire(client: stripe.StripeClient, checkout: str, options: stripe.RequestOptions) -> stripe.checkout.Session:
    """Close a page. Stripe refuses that for one that is paid or has expired: it is as it is then."""
    try:
        return await client.v1.checkout.sessions.expire_async(checkout, {}, options)
    except stripe.InvalidRequestError as error:
        if is_missing(error):
            raise
    return await client.v1.checkout.sessions.retrieve_async(checkout)


def overage_key(name: str, interval: str) -> str:
    """Items of one subscription are billed at one interval, so there is a metered price for each."""
    return f"{name}_{interval}"


def interval_of(price: stripe.Price) -> str:
    return price.recurring.interval if price.recurring else ""


def _once(about: dict[str, str]) -> dict[str, Any]:
    return {"invoice_creation": {"enabled": True}, "payment_intent_data": {"metadata": about}}


def _again_and_again(about: dict[str, str], trial_days: int) -> dict[str, Any]:
    trial = {"trial_period_days": trial_days} if trial_days else {}
    return {"subscription_data": {"metadata": about, **trial}}
