"""Invoices: written, finalized, charged, tried again, paid."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from hiveforge.core.settings import settings

from .customers import refusal_of_charge
from .errors import Refusal
from .periods import DAY
from .store import Object, Store, new_id

RETRY_AFTER_DAYS = (3, 5, 7)
PAGES = "/_sandbox/stripe"


def line(
    *,
    text: str,
    amount: int,
    price: Object,
    quantity: int,
    period: tuple[int, int],
    item: Object | None = None,
    proration: bool = False,
) -> Object:
    """One line of an invoice, of a subscription's item or of something bought once."""
    parent = None
    if item:
        details = {"credited_items": None}
        parent = {
            "type": "subscription_item_details", "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None, "proration": proration, "proration_details": details,
                "subscription": item["subscription"], "subscription_item": item["id"],
            },
        }  # fmt: skip
    return {
        "id": new_id("il"), "object": "line_item", "amount": amount, "currency": price["currency"], "description": text,
        "discount_amounts": [], "discountable": not proration, "discounts": [], "invoice": None, "livemode": False,
        "metadata": {}, "parent": parent, "period": {"start": period[0], "end": period[1]}, "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]}, "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity, "quantity_decimal": str(quantity), "subtotal": amount, "taxes": [],
    }  # fmt: skip


async def draft(
    store: Store,
    customer: Object,
    lines: Sequence[Object],
    *,
    reason: str,
    currency: str,
    period: tuple[int, int],
    subscription: Object | None = None,
    coupon: Object | None = None,
) -> Object:
    """The invoice before it is kept: sums, discount, and what the customer has to their credit."""
    invoice_id = new_id("in")
    kept = [{**each, "invoice": invoice_id} for each in lines]
    subtotal = sum(each["amount"] for each in kept)
    off = discount(coupon, sum(each["amount"] for each in kept if each["discountable"]))
    total = subtotal - off
    balance = customer["balance"]
    due = max(0, total + balance)
    parent = None
    if subscription:
        details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
        parent = {"type": "subscription_details", "quote_details": None, "subscription_details": details}
    return {
        "id": invoice_id, "object": "invoice", "account_country": "US", "account_name": "HiveForge (test)",
        "account_tax_ids": None, "amount_due": due, "amount_overpaid": 0, "amount_paid": 0, "amount_paid_off_stripe": 0,
        "amount_remaining": due, "amount_shipping": 0, "application": None, "attempt_count": 0, "attempted": False,
        "auto_advance": True, "automatically_finalizes_at": None, "billing_reason": reason,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None},
        "collection_method": "charge_automatically", "created": store.now, "currency": currency, "custom_fields": None,
        "customer": customer["id"], "customer_address": customer["address"], "customer_email": customer["email"],
        "customer_name": customer["name"], "customer_phone": None, "customer_shipping": None,
        "customer_tax_exempt": customer["tax_exempt"], "customer_tax_ids": customer["_tax_ids"],
        "default_payment_method": None, "default_source": None, "default_tax_rates": [], "description": None,
        "discounts": [], "due_date": None, "effective_at": None, "ending_balance": None, "footer": None,
        "from_invoice": None, "hosted_invoice_url": None, "invoice_pdf": None, "issuer": {"type": "self"},
        "last_finalization_error": None, "latest_revision": None, "livemode": False, "metadata": {},
        "lines": {"object": "list", "data": kept, "has_more": False, "url": f"/v1/invoices/{invoice_id}/lines"},
        "next_payment_attempt": None, "number": None, "on_behalf_of": None, "parent": parent,
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_start": period[0], "period_end": period[1], "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0, "receipt_number": None, "rendering": None, "shipping_cost": None,
        "shipping_details": None, "starting_balance": balance, "statement_descriptor": None, "status": "draft",
        "status_transitions": {"finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None},
        "subtotal": subtotal, "subtotal_excluding_tax": subtotal, "test_clock": None, "total": total,
        "total_discount_amounts": [], "total_excluding_tax": total, "total_pretax_credit_amounts": [], "total_taxes": [],
        "webhooks_delivered_at": None,
    }  # fmt: skip


async def finalize(store: Store, invoice: Object) -> Object:
    """Keep the invoice and give it a number; what the customer has to their credit is used up."""
    customer = await store.get("customer", invoice["customer"])
    await store.save(invoice)
    await store.emit("invoice.created", invoice)
    page = f"{settings().origin}{PAGES}/invoices/{invoice['id']}"
    invoice |= {
        "status": "open", "number": f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        "hosted_invoice_url": page, "invoice_pdf": f"{page}/pdf", "effective_at": store.now,
    }  # fmt: skip
    invoice["status_transitions"]["finalized_at"] = store.now
    before = customer["balance"]
    customer["balance"] = min(0, before + invoice["total"])
    invoice["ending_balance"] = customer["balance"]
    customer["next_invoice_sequence"] += 1
    await store.save(customer)
    await store.save(invoice)
    await store.emit("invoice.finalized", invoice)
    if before != customer["balance"]:
        await store.emit("customer.updated", customer, {"balance": before})
    return invoice


async def collect(store: Store, invoice: Object, method: Object | None, *, vouched: bool = False) -> str:
    """Charge an open invoice once; returns why that failed, empty for success. The failure is kept and told of.

    `vouched`: the card was entered a moment ago and taken, as at the checkout.
    """
    reason = refusal_of_charge(method) if invoice["amount_due"] and not vouched else ""
    invoice["attempted"] = True
    invoice["attempt_count"] += 1 if invoice["amount_due"] else 0
    if not reason:
        await _settle(store, invoice)
        return ""
    tried = invoice["attempt_count"]
    again = invoice["parent"] is not None and tried <= len(RETRY_AFTER_DAYS)
    invoice["next_payment_attempt"] = store.now + RETRY_AFTER_DAYS[tried - 1] * DAY if again else None
    invoice["_due"] = invoice["next_payment_attempt"]
    await store.save(invoice)
    await store.emit("invoice.payment_failed", invoice)
    return reason


async def method_for(store: Store, customer_id: str, subscription: Object | None = None) -> Object | None:
    customer = await store.get("customer", customer_id)
    own: str | None = subscription["default_payment_method"] if subscription else None
    name: str | None = own or customer["invoice_settings"]["default_payment_method"]
    return await store.find(name) if name else None


async def void(store: Store, invoice: Object) -> None:
    """Nobody will be charged for it any more."""
    invoice |= {"status": "void", "next_payment_attempt": None, "_due": None}
    invoice["status_transitions"]["voided_at"] = store.now
    await store.save(invoice)
    await store.emit("invoice.voided", invoice)


def subscription_of(invoice: Object) -> str:
    parent = invoice["parent"]
    return parent["subscription_details"]["subscription"] if parent else ""


def require_open(invoice: Object) -> None:
    if invoice["status"] == "paid":
        raise Refusal("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] != "open":
        raise Refusal("This invoice can no longer be paid.", code="invoice_not_open")


async def _settle(store: Store, invoice: Object) -> None:
    invoice |= {
        "status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0, "next_payment_attempt": None,
        "auto_advance": False, "_due": None,
    }  # fmt: skip
    invoice["status_transitions"]["paid_at"] = store.now
    await store.save(invoice)
    await store.emit("invoice.paid", invoice)
    await store.emit("invoice.payment_succeeded", invoice)


def discount(coupon: Object | None, amount: int) -> int:
    if coupon is None or amount <= 0:
        return 0
    if coupon["percent_off"] is not None:
        part = Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100
        return int(part.quantize(Decimal(1), ROUND_HALF_UP))
    return min(amount, coupon["amount_off"])
