"""Stripe's objects as our facts. Decides nothing and asks nothing.

A price is known by its lookup key. Stripe takes that key from a price when a newer one gets it, so we also keep it in the
price's metadata: who still pays the old price is still on its plan.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from hiveforge.gateways.payments.schemas import (
    CardFacts,
    ChargeLine,
    CheckoutFacts,
    CustomerFacts,
    InvoiceFacts,
    SubscriptionFacts,
    SubscriptionStatus,
)

ORGANIZATION = "organization"
LOOKUP_KEY = "lookup_key"


def customer(found: stripe.Customer) -> CustomerFacts:
    if get(found, "deleted"):
        return CustomerFacts(id=found.id, organization="", email="", name="", deleted=True)
    return CustomerFacts(
        id=found.id,
        organization=metadata(found, ORGANIZATION),
        email=found.email or "",
        name=found.name or "",
        default_payment_method=id_of(get(found, "invoice_settings", "default_payment_method")),
    )


def subscription(found: stripe.Subscription) -> SubscriptionFacts:
    items = list(found["items"].data)
    item = next((item for item in items if not is_metered(item.price)), items[0])
    metered = next((item for item in items if is_metered(item.price)), None)
    ends = get(found, "cancel_at") or (item.current_period_end if found.cancel_at_period_end else None)
    return SubscriptionFacts(
        id=found.id,
        customer=id_of(found.customer),
        status=SubscriptionStatus(found.status),
        price=price_key(item.price),
        quantity=get(item, "quantity") or 1,
        item=item.id,
        started_at=at(found.start_date),
        period_start=at(item.current_period_start),
        period_end=at(item.current_period_end),
        trial_end=moment(get(found, "trial_end")),
        cancel_at=moment(ends),
        canceled_at=moment(get(found, "canceled_at")),
        ended_at=moment(get(found, "ended_at")),
        metered_item=metered.id if metered else "",
    )


def invoice(found: stripe.Invoice) -> InvoiceFacts:
    start, end = _service_period(found)
    return InvoiceFacts(
        id=found.id or "",
        customer=id_of(found.customer),
        subscription=id_of(get(found, "parent", "subscription_details", "subscription")),
        number=found.number or "",
        status=found.status or "",
        currency=found.currency,
        total=found.total,
        amount_due=found.amount_due,
        amount_paid=found.amount_paid,
        created_at=at(found.created),
        period_start=at(start),
        period_end=at(end),
        paid_at=moment(get(found, "status_transitions", "paid_at")),
        next_attempt_at=moment(get(found, "next_payment_attempt")),
        attempts=found.attempt_count,
        pdf=get(found, "invoice_pdf") or "",
        page=get(found, "hosted_invoice_url") or "",
        reason=get(found, "billing_reason") or "",
    )


def checkout(found: stripe.checkout.Session) -> CheckoutFacts:
    return CheckoutFacts(
        id=found.id,
        url=found.url or "",
        status=found.status or "",
        paid=found.status == "complete" and found.payment_status != "unpaid",
        mode=found.mode,
        customer=id_of(found.customer),
        organization=found.client_reference_id or "",
        subscription=id_of(found.subscription),
        price=metadata(found, LOOKUP_KEY),
        quantity=int(metadata(found, "quantity") or 0),
        currency=found.currency or "",
        total=found.amount_total or 0,
    )


def card(found: stripe.PaymentMethod) -> CardFacts:
    return CardFacts(
        id=found.id,
        brand=get(found, "card", "brand") or "",
        last4=get(found, "card", "last4") or "",
        expires_month=get(found, "card", "exp_month") or 0,
        expires_year=get(found, "card", "exp_year") or 0,
    )


def lines(of: Iterable[stripe.InvoiceLineItem]) -> Sequence[ChargeLine]:
    return tuple(ChargeLine(line.description or "", line.amount) for line in of)


def is_proration(line: stripe.InvoiceLineItem) -> bool:
    details = get(line, "parent", "subscription_item_details") or get(line, "parent", "invoice_item_details")
    return bool(get(details, "proration"))


def is_metered(price: stripe.Price) -> bool:
    return get(price, "recurring", "usage_type") == "metered"


def price_key(price: stripe.Price) -> str:
    """The lookup key that the price has or had; empty for prices of others."""
    return metadata(price, LOOKUP_KEY) or price.lookup_key or ""


def metadata(of: Any, key: str) -> str:
    return get(of, "metadata", key) or ""


def get(of: Any, *names: str) -> Any:
    """What stands under these names, None where one is missing: the SDK raises for fields that an answer lacks."""
    for name in names:
        of = getattr(of, name, None)
    return of


def id_of(value: Any) -> str:
    """An id, whether Stripe gave the id or the thing itself."""
    return value if isinstance(value, str) else (get(value, "id") or "")


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def moment(seconds: int | None) -> datetime | None:
    return at(seconds) if seconds else None


def _service_period(found: stripe.Invoice) -> tuple[int, int]:
    """What is paid for. The period on the invoice itself is the one before."""
    spans = [(line.period.end, line.period.start) for line in found.lines.data if not is_proration(line)]
    if not spans:
        return found.period_start, found.period_end
    end, start = max(spans)
    return start, end
