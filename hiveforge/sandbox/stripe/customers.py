"""Customers and their cards."""

from typing import Any

from .errors import Refusal, declined
from .store import Object, Store, new_id

# What each of Stripe's test cards does; the last four digits are kept, and decide later charges.
CARDS = {
    "4242424242424242": "succeeds",
    "4000000000000002": "is declined",
    "4000000000009995": "has insufficient funds",
    "4000002500003155": "needs authentication",
    "4000000000000341": "is accepted, then fails at every charge",
}
REFUSED_AT_ONCE = {"0002": "generic_decline", "9995": "insufficient_funds"}
_FAILS_LATER = {"0341": "generic_decline", **REFUSED_AT_ONCE}
_PLAIN = ("name", "email", "description", "phone", "address", "shipping", "tax_exempt", "preferred_locales")


async def create(store: Store, params: Object) -> Object:
    customer = {
        "id": new_id("cus"), "object": "customer", "created": store.now, "livemode": False, "balance": 0,
        "currency": None, "delinquent": False, "address": None, "default_source": None, "description": None,
        "discount": None, "email": None, "name": None, "phone": None, "shipping": None, "tax_exempt": "none",
        "preferred_locales": [], "test_clock": None, "metadata": {}, "next_invoice_sequence": 1,
        "invoice_prefix": new_id("x")[2:10].upper(), "_tax_ids": [],
        "invoice_settings": {
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None,
        },
    }  # fmt: skip
    _fill(customer, params)
    await store.save(customer)
    await store.emit("customer.created", customer)
    return customer


async def update(store: Store, customer_id: str, params: Object) -> Object:
    customer = await store.get("customer", customer_id)
    before = {name: customer.get(name) for name in params if name in customer}
    method = (params.get("invoice_settings") or {}).get("default_payment_method")
    if method:
        await store.get("payment_method", method, "invoice_settings[default_payment_method]")
    _fill(customer, params)
    await store.save(customer)
    await store.emit("customer.updated", customer, before)
    return customer


async def delete(store: Store, customer_id: str) -> Object:
    from .subscriptions import end

    customer = await store.get("customer", customer_id)
    for subscription in await store.all("subscription", customer_id):
        if subscription["status"] != "canceled":
            await end(store, subscription)
    await store.emit("customer.deleted", customer)
    await store.save({"id": customer_id, "object": "customer", "deleted": True})
    return {"id": customer_id, "object": "customer", "deleted": True}


def living(customer: Object) -> Object:
    if customer.get("deleted"):
        raise Refusal(f"No such customer: '{customer['id']}'", code="resource_missing", param="customer")
    return customer


def merged(old: dict[str, str], new: Any) -> dict[str, str]:
    """Stripe's metadata: named keys are written, empty ones taken away, an empty value takes all away."""
    if not new:
        return {}
    return {name: value for name, value in {**old, **new}.items() if value != ""}


async def attach(store: Store, customer_id: str, number: str, holder: Object | None = None) -> Object:
    """Keep a test card for a customer and charge it from now on. Raises the Refusal of a card that is declined."""
    number = number.replace(" ", "")
    if number not in CARDS:
        raise Refusal(
            "Your card number is not one of the test cards.",
            status=402,
            kind="card_error",
            code="incorrect_number",
            param="number",
        )
    last4 = number[-4:]
    if last4 in REFUSED_AT_ONCE:
        raise declined(REFUSED_AT_ONCE[last4])
    customer = living(await store.get("customer", customer_id))
    holder = holder or {}
    method = {
        "id": new_id("pm"), "object": "payment_method", "type": "card", "customer": customer_id, "livemode": False,
        "created": store.now, "metadata": {}, "allow_redisplay": "always",
        "billing_details": {
            "address": holder.get("address") or {
                "city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None,
            },
            "email": customer["email"], "name": holder.get("name") or customer["name"], "phone": None, "tax_id": None,
        },
        "card": {
            "brand": "visa", "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "US", "display_brand": "visa", "exp_month": 12, "exp_year": 2036, "fingerprint": f"card{last4}",
            "funding": "credit", "generated_from": None, "last4": last4, "networks": {"available": ["visa"], "preferred": None},
            "regulated_status": "unregulated", "three_d_secure_usage": {"supported": True}, "wallet": None,
        },
    }  # fmt: skip
    await store.save(method)
    await store.emit("payment_method.attached", method)
    before = dict(customer["invoice_settings"])
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    await store.save(customer)
    await store.emit("customer.updated", customer, {"invoice_settings": before})
    return method


def refusal_of_charge(method: Object | None) -> str:
    """Why the card would not be charged; empty when it would."""
    if method is None:
        return "generic_decline"
    return _FAILS_LATER.get(method["card"]["last4"], "")


def _fill(customer: Object, params: Object) -> None:
    for name in _PLAIN:
        if name in params:
            customer[name] = params[name] or None
    for part in ("address", "shipping"):
        if isinstance(customer[part], dict) and part == "address":
            fields = ("city", "country", "line1", "line2", "postal_code", "state")
            customer[part] = {field: customer[part].get(field) or None for field in fields}
    if "balance" in params:
        customer["balance"] = params["balance"]
    if "metadata" in params:
        customer["metadata"] = merged(customer["metadata"], params["metadata"])
    if "invoice_settings" in params:
        for name, value in params["invoice_settings"].items():
            customer["invoice_settings"][name] = value or None
    for each in params.get("tax_id_data", []):
        customer["_tax_ids"].append({"type": each["type"], "value": each["value"]})
