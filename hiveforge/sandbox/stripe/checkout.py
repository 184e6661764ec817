"""Checkout sessions: opened by the product, paid on the stand-in's page, expired after a day."""

from collections.abc import Mapping
from typing import Any

from hiveforge.core.settings import settings

from .catalogue import price_of
from .customers import create as create_customer
from .customers import living
from .errors import Refusal
from .invoices import PAGES
from .store import Object, Store, new_id

_LIFE = 86_400


async def create(store: Store, params: Object) -> Object:
    """Open a session. A customer is made when it is paid, if none was named."""
    mode = params.get("mode", "payment")
    if mode == "setup":
        raise Refusal("The stand-in keeps new cards on its portal page; it knows no setup sessions.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refusal("The stand-in has hosted pages only.", param="ui_mode")
    if "success_url" not in params:
        raise Refusal("Missing required param: success_url.", code="parameter_missing", param="success_url")
    if customer := params.get("customer"):
        living(await store.get("customer", customer, "customer"))
    lines = [await _line(store, place, each, mode) for place, each in enumerate(params.get("line_items", []))]
    if not lines:
        raise Refusal("You must pass line_items.", code="parameter_missing", param="line_items")
    trial = (params.get("subscription_data") or {}).get("trial_period_days")
    total = 0 if trial else sum(each["amount_total"] for each in lines)
    session_id = new_id("cs_test")
    session = _new(store, session_id, params, total) | {
        "_lines": lines, "_line_items": {
            "object": "list", "data": lines, "has_more": False, "url": f"/v1/checkout/sessions/{session_id}/line_items",
        },
        "_subscription_data": params.get("subscription_data") or {},
        "_intent": (params.get("payment_intent_data") or {}).get("metadata") or {},
        "_invoice": bool((params.get("invoice_creation") or {}).get("enabled")),
        "_address": params.get("customer_update") or {}, "_due": store.now + _LIFE,
    }  # fmt: skip
    session["currency"] = lines[0]["currency"]
    for discount in params.get("discounts") or []:
        session["_coupon"] = discount.get("coupon")
        if code := discount.get("promotion_code"):
            promotion = await store.get("promotion_code", code, "discounts[0][promotion_code]")
            session |= {"_promotion": promotion["id"], "_coupon": promotion["promotion"]["coupon"]}
    return await store.save(session)


async def expire(store: Store, session_id: str) -> Object:
    session = await store.get("checkout.session", session_id)
    if session["status"] != "open":
        raise Refusal(f"This Session is {session['status']} and can no longer be expired.")
    session |= {"status": "expired", "url": None, "_due": None}
    await store.save(session)
    await store.emit("checkout.session.expired", session)
    return session


async def customer_of(store: Store, session: Object, details: Mapping[str, Any]) -> str:
    """The session's customer, made now if it had none."""
    if session["customer"]:
        return session["customer"]
    customer = await create_customer(
        store, {"email": session["customer_email"] or details.get("email"), "name": details.get("name")}
    )
    session["customer"] = customer["id"]
    return customer["id"]


async def _line(store: Store, place: int, each: Object, mode: str) -> Object:
    param = f"line_items[{place}][price]"
    if "price" not in each:
        raise Refusal("The stand-in sells prices that were made before, not price_data.", param=param)
    price = await price_of(store, each["price"], param)
    if mode == "payment" and price["recurring"]:
        raise Refusal("You specified `payment` mode but passed a recurring price.", param="mode")
    measured = bool(price["recurring"]) and price["recurring"]["usage_type"] == "metered"
    if measured and "quantity" in each:
        raise Refusal(
            "Quantity should not be specified where usage_type is `metered`.", param=f"line_items[{place}][quantity]"
        )
    if not measured and "quantity" not in each:
        raise Refusal("Quantity is required. Add `quantity` to the line item.", param=f"line_items[{place}][quantity]")
    amount = 0 if measured else price["unit_amount"] * each["quantity"]
    product = await store.get("product", price["product"])
    return {
        "id": new_id("li"), "object": "item", "amount_discount": 0, "amount_subtotal": amount, "amount_tax": 0,
        "amount_total": amount, "currency": price["currency"], "description": product["name"], "price": price,
        "quantity": None if measured else each["quantity"], "metadata": {}, "adjustable_quantity": None,
    }  # fmt: skip


def _new(store: Store, session_id: str, params: Object, total: int) -> Object:
    collected = params.get("tax_id_collection")
    return {
        "id": session_id, "object": "checkout.session", "adaptive_pricing": None, "after_expiration": None,
        "allow_promotion_codes": params.get("allow_promotion_codes"), "amount_subtotal": total, "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"), "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"), "client_secret": None, "collected_information": None,
        "consent": None, "consent_collection": None, "created": store.now, "currency": params.get("currency"),
        "currency_conversion": None, "custom_fields": [], "customer": params.get("customer"),
        "custom_text": {
            "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None,
        },
        "customer_creation": None, "customer_details": None, "customer_email": params.get("customer_email"),
        "discounts": [], "expires_at": store.now + _LIFE, "invoice": None, "invoice_creation": None, "livemode": False,
        "locale": params.get("locale"), "metadata": params.get("metadata") or {}, "mode": params.get("mode", "payment"),
        "origin_context": None, "payment_intent": None, "payment_link": None,
        "payment_method_collection": params.get("payment_method_collection", "always"),
        "payment_method_configuration_details": None, "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "payment_status": "unpaid", "permissions": None,
        "phone_number_collection": {"enabled": False}, "recovered_from": None, "saved_payment_method_options": None,
        "setup_intent": None, "shipping_address_collection": None, "shipping_cost": None, "shipping_options": [],
        "status": "open", "submit_type": None, "subscription": None, "success_url": params["success_url"],
        "tax_id_collection": {"enabled": bool(collected and collected["enabled"]), "required": "never"},
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, "ui_mode": "hosted_page",
        "url": f"{settings().origin}{PAGES}/checkout/{session_id}", "wallet_options": None,
    }  # fmt: skip
