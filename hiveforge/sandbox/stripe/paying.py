"""What people do on the stand-in's pages, callable by tests without the pages."""

from collections.abc import Mapping
from typing import Any

from . import customers, invoices, subscriptions
from .checkout import customer_of
from .clock import catch_up
from .errors import Refusal, declined
from .invoices import draft, line
from .store import Object, Store, new_id, opened

CARD = "4242424242424242"
NEEDS_AUTHENTICATION = "4000002500003155"


async def pay_checkout(
    session: str, card: str = CARD, *, promotion_code: str = "", authenticated: bool = False, **details: Any
) -> Object:
    """Pay an open checkout with a test card; returns the completed session.

    `details` may hold name, email, address and tax_id. Raises Refusal: of the card, with authentication_required for a
    card that wants a further step (see `authenticate_checkout`), and for a session that is complete or expired.
    """
    async with opened() as store:
        await catch_up(store)
        open_session = await require_open(store, session)
        if card.replace(" ", "") == NEEDS_AUTHENTICATION and not authenticated:
            raise declined("authentication_required")
        if promotion_code:
            await apply_code(store, open_session, promotion_code)
        return await _complete(store, open_session, card, details)


async def authenticate_checkout(session: str, **details: Any) -> Object:
    """Pay with the card that needs authentication, and pass it."""
    return await pay_checkout(session, NEEDS_AUTHENTICATION, authenticated=True, **details)


async def pay_invoice(invoice: str, card: str = "") -> Object:
    """Pay an open invoice with the customer's card, or with a new one that is kept. Raises Refusal when that fails."""
    async with opened() as store:
        await catch_up(store)
        found = await store.get("invoice", invoice)
        invoices.require_open(found)
        method = await customers.attach(store, found["customer"], card) if card else None
        failure = await settle(store, found, method)
    if failure:
        raise declined(failure)
    return found


async def use_card(customer: str, card: str = CARD, **holder: Any) -> Object:
    """Make a test card the customer's payment method, as the portal does. Subscriptions that had their own use it too."""
    async with opened() as store:
        await catch_up(store)
        method = await customers.attach(store, customer, card, holder)
        for subscription in await store.all("subscription", customer):
            if subscription["default_payment_method"] and subscription["status"] != "canceled":
                await subscriptions.change(store, subscription["id"], {"default_payment_method": method["id"]})
        return method


async def settle(store: Store, invoice: Object, method: Object | None = None) -> str:
    """Charge an open invoice; a subscription that owed nothing else is active again. Returns why it failed."""
    name = invoices.subscription_of(invoice)
    subscription = await store.get("subscription", name) if name else None
    method = method or await invoices.method_for(store, invoice["customer"], subscription)
    failure = await invoices.collect(store, invoice, method)
    if not failure and subscription:
        await subscriptions.recover(store, subscription)
    return failure


async def require_open(store: Store, session: str) -> Object:
    found = await store.get("checkout.session", session)
    if found["status"] != "open":
        raise Refusal(f"This checkout is {found['status']}.", code=f"session_{found['status']}")
    return found


async def apply_code(store: Store, session: Object, code: str) -> None:
    """Reduce the session by a promotion code. Raises Refusal for one that nobody may use."""
    from .catalogue import usable_code

    promotion = await usable_code(store, code)
    if not promotion or (promotion["customer"] and promotion["customer"] != session["customer"]):
        raise Refusal("This code is invalid.", code="promotion_code_invalid", param="promotion_code")
    session |= {"_promotion": promotion["id"], "_coupon": promotion["promotion"]["coupon"]}


async def _complete(store: Store, session: Object, card: str, details: Mapping[str, Any]) -> Object:
    customer_id = await customer_of(store, session, details)
    await _update_customer(store, customer_id, session, details)
    method = await customers.attach(store, customer_id, card, dict(details))
    coupon = await store.find(session["_coupon"]) if session.get("_coupon") else None
    if promotion := await store.find(session.get("_promotion") or ""):
        await store.save(promotion | {"times_redeemed": promotion["times_redeemed"] + 1})
    if session["mode"] == "subscription":
        await _subscribe(store, session, customer_id, method, coupon)
    else:
        await _sell(store, session, customer_id, method, coupon)
    customer = await store.get("customer", customer_id)
    session |= {
        "status": "complete", "url": None, "_due": None, "customer_details": {
            "address": method["billing_details"]["address"], "email": customer["email"], "name": customer["name"],
            "phone": None, "tax_exempt": "none", "tax_ids": customer["_tax_ids"],
            "business_name": None, "individual_name": None,
        },
    }  # fmt: skip
    await store.save(session)
    await store.emit("checkout.session.completed", session)
    return session


async def _update_customer(store: Store, customer: str, session: Object, details: Mapping[str, Any]) -> None:
    update = {}
    for field in ("name", "address"):
        if details.get(field) and session["_address"].get(field) == "auto":
            update[field] = details[field]
    if details.get("tax_id") and session["tax_id_collection"]["enabled"]:
        update["tax_id_data"] = [{"type": "eu_vat", "value": details["tax_id"]}]
    if update:
        await customers.update(store, customer, update)


async def _subscribe(store: Store, session: Object, customer: str, method: Object, coupon: Object | None) -> None:
    wanted = [
        {"price": each["price"]["id"], **({} if each["quantity"] is None else {"quantity": each["quantity"]})}
        for each in session["_lines"]
    ]
    params = {
        **session["_subscription_data"],
        "customer": customer,
        "items": wanted,
        "default_payment_method": method["id"],
    }
    subscription = await subscriptions.begin(store, params, vouched=True, coupon=coupon)
    invoice = await store.get("invoice", subscription["latest_invoice"])
    _sum(session, invoice)
    session |= {"subscription": subscription["id"], "invoice": invoice["id"]}
    session["payment_status"] = "paid" if invoice["amount_paid"] else "no_payment_required"


async def _sell(store: Store, session: Object, customer: str, method: Object, coupon: Object | None) -> None:
    now = (store.now, store.now)
    lines = [
        line(text=each["description"], amount=each["amount_total"], price=each["price"], quantity=each["quantity"], period=now)
        for each in session["_lines"]
    ]  # fmt: skip
    buyer = await store.get("customer", customer)
    invoice = await draft(store, buyer, lines, reason="manual", currency=session["currency"], period=now, coupon=coupon)
    _sum(session, invoice)
    if session["_invoice"]:
        await invoices.finalize(store, invoice)
        await invoices.collect(store, invoice, method, vouched=True)
        session["invoice"] = invoice["id"]
    intent = {
        "id": new_id("pi"), "object": "payment_intent", "amount": invoice["total"], "currency": session["currency"],
        "amount_received": invoice["total"], "created": store.now, "customer": customer, "livemode": False,
        "metadata": session["_intent"], "payment_method": method["id"], "payment_method_types": ["card"], "status": "succeeded",
        "capture_method": "automatic", "confirmation_method": "automatic",
    }  # fmt: skip
    await store.save(intent)
    await store.emit("payment_intent.succeeded", intent)
    session |= {"payment_intent": intent["id"], "payment_status": "paid"}


def _sum(session: Object, invoice: Object) -> None:
    session |= {"amount_subtotal": invoice["subtotal"], "amount_total": invoice["total"]}
    session["total_details"]["amount_discount"] = invoice["subtotal"] - invoice["total"]
