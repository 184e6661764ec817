"""Rows as pages show them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hiveforge.core.money import format_money
from hiveforge.core.seat_offers import SeatOffer
from hiveforge.features import plans
from hiveforge.features.billing.models import BillingCustomer, BillingStanding, Invoice, Subscription
from hiveforge.features.billing.schemas import (
    ActKind,
    ActStatus,
    BillingOverview,
    Card,
    ChangeForm,
    ChangePreview,
    Checkout,
    CheckoutState,
    Consequence,
    InvoiceRow,
    Line,
    NextCharge,
    StandingStatus,
    UsageLine,
)
from hiveforge.features.billing.schemas.facts import ChargePreview, SubscriptionFacts
from hiveforge.features.files import StorageUsed
from hiveforge.features.usage import Balance

from .arranging import last_day, limits_of, on_terms, status_now
from .buying import Seats, quantity
from .standing import plan_of
from .warning import banner

_UNPAID = frozenset({StandingStatus.FREE, StandingStatus.ENDED, StandingStatus.ARRANGED})
_OWING = frozenset({StandingStatus.PAST_DUE, StandingStatus.SUSPENDED})
_STATES = {ActStatus.SETTLED: CheckoutState.DONE, ActStatus.FAILED: CheckoutState.FAILED}


def plan_now(standing: BillingStanding | None, at: datetime | None = None) -> plans.Plan:
    """The plan that counts; an unpaid or arranged one stops counting at its moment, whether or not that was written down."""
    if standing is None or (at and standing.access_until_at and at >= standing.access_until_at):
        return plans.FREE
    plan = plans.get(standing.plan)
    return plan if standing.limits is None else on_terms(plan, limits_of(standing.limits))


def checkout(kind: str, status: str) -> Checkout:
    return Checkout(_STATES.get(ActStatus(status), CheckoutState.WAITING), pack=kind == ActKind.PACK)


def overview(
    *,
    standing: BillingStanding | None,
    subscription: Subscription | None,
    customer: BillingCustomer | None,
    invoices: Sequence[Invoice],
    seats: Seats,
    balance: Balance,
    stored: StorageUsed,
    documents: int,
    simulated: bool,
    at: datetime,
) -> BillingOverview:
    """Everything about an organization's billing in one row."""
    plan = plan_now(standing, at)
    status = status_now(standing, at)
    arranged = status is StandingStatus.ARRANGED
    price = _price(plan, subscription.price if subscription else "")
    limit = standing.seats if standing and not plan.free else plan.limit(plans.Quantity.SEATS)
    running = subscription if subscription and status not in _UNPAID else None
    return BillingOverview(
        plan=plan.key,
        plan_name=plan.name,
        status=status,
        interval=price.interval if price else None,
        per_seat=plan.per_seat,
        currency=plans.CURRENCY,
        unit_price=price.amount if price else 0,
        total=price.amount * running.quantity if price and running else 0,
        seats_used=seats.used,
        seats_held=seats.held,
        seats_limit=limit,
        period_end=running.period_end_at if running else None,
        trial_end=running.trial_end_at if running and status is StandingStatus.TRIALING else None,
        cancel_at=running.cancel_at if running else None,
        access_until=standing.access_until_at if standing and status in _OWING else None,
        next_charge=_next_charge(running),
        card=_card(customer),
        invoices=[_invoice(one) for one in invoices],
        included=plans.included(plan, without={plans.Quantity.SEATS}),
        last_day=last_day(standing.access_until_at) if standing and arranged else None,
        usage=_usage(plan, limit, seats, balance, documents, stored),
        overage_allowed=balance.overage_allowed,
        overage_mode=balance.overage_mode,
        overage_budget=balance.overage_budget,
        overage_used=balance.overage_used,
        packs_left=balance.packs,
        simulated=simulated,
        banner=banner(standing, balance, at),
    )


def preview(plan: plans.Plan, form: ChangeForm, charge: ChargePreview, lost: Sequence[Consequence]) -> ChangePreview:
    return ChangePreview(
        plan=plan.key,
        plan_name=plan.name,
        interval=form.interval,
        seats=form.seats,
        currency=charge.currency,
        due_now=charge.due_now,
        next_total=charge.next_total,
        next_at=charge.next_at,
        lines=[Line(line.text, line.amount) for line in charge.lines],
        consequences=list(lost),
        priced_at=charge.proration_at,
    )


def preview_of_end(plan: plans.Plan, subscription: SubscriptionFacts, lost: Sequence[Consequence]) -> ChangePreview:
    """What follows a cancellation: nothing is charged, and the plan ends with its period."""
    return ChangePreview(
        plan=plan.key,
        plan_name=plan.name,
        interval=None,
        seats=plan.limit(plans.Quantity.SEATS) or 0,
        currency=plans.CURRENCY,
        due_now=0,
        next_total=0,
        next_at=subscription.period_end,
        consequences=list(lost),
    )


def preview_of_purchase(
    plan: plans.Plan, interval: plans.Interval, seats: int, *, trial_days: int, at: datetime
) -> ChangePreview:
    """A first purchase: nothing is due before its trial ends."""
    amount = plan.price(interval).amount
    total = amount * quantity(plan, seats)
    each = f"{seats:,} × {format_money(amount, plans.CURRENCY)} a {interval}" if plan.per_seat else f"Each {interval}"
    return ChangePreview(
        plan=plan.key,
        plan_name=plan.name,
        interval=interval,
        seats=seats,
        currency=plans.CURRENCY,
        due_now=0 if trial_days else total,
        next_total=total,
        next_at=at + timedelta(days=trial_days) if trial_days else None,
        lines=[Line(each, total)],
    )


def seat_preview(subscription: SubscriptionFacts, wanted: int, charge: ChargePreview) -> SeatOffer:
    price = _price(plan_of(subscription), subscription.price)
    return SeatOffer(
        needed=True,
        seats_now=subscription.quantity,
        seats_after=wanted,
        currency=charge.currency,
        due_now=charge.due_now,
        next_total=charge.next_total,
        next_at=charge.next_at,
        interval=str(price.interval) if price else "",
        priced_at=charge.proration_at,
    )


def _price(plan: plans.Plan, lookup_key: str) -> plans.Price | None:
    return next((price for price in plan.prices if price.lookup_key(plan.key) == lookup_key), None)


def _next_charge(subscription: Subscription | None) -> NextCharge | None:
    if subscription is None or subscription.next_at is None:
        return None
    return NextCharge(subscription.next_amount, subscription.next_currency, subscription.next_at)


def _card(customer: BillingCustomer | None) -> Card | None:
    if customer is None or not customer.card_last4:
        return None
    return Card(customer.card_brand, customer.card_last4, customer.card_expires_month, customer.card_expires_year)


def _invoice(invoice: Invoice) -> InvoiceRow:
    return InvoiceRow(
        number=invoice.number,
        created_at=invoice.issued_at,
        total=invoice.total,
        currency=invoice.currency,
        status=invoice.status,
        pdf_url=invoice.pdf,
        page_url=invoice.page,
    )


def _usage(
    plan: plans.Plan, seats_limit: int | None, seats: Seats, balance: Balance, documents: int, stored: StorageUsed
) -> list[UsageLine]:
    credits_limit = plan.limit(plans.Quantity.AI_CREDITS)
    documents_limit = plan.limit(plans.Quantity.DOCUMENTS)
    storage_limit = plan.limit(plans.Quantity.STORAGE_MEGABYTES)
    return [
        UsageLine(
            quantity=plans.Quantity.SEATS,
            used=seats.taken,
            limit=seats_limit,
            remaining=_left(seats_limit, seats.taken),
        ),
        UsageLine(
            quantity=plans.Quantity.AI_CREDITS,
            used=balance.included_used,
            limit=credits_limit,
            remaining=_left(credits_limit, balance.included_used),
            resets_at=balance.resets_at,
            forecast=balance.forecast,
        ),
        UsageLine(
            quantity=plans.Quantity.DOCUMENTS,
            used=documents,
            limit=documents_limit,
            remaining=_left(documents_limit, documents),
        ),
        UsageLine(
            quantity=plans.Quantity.STORAGE_MEGABYTES,
            used=stored.megabytes,
            limit=storage_limit,
            remaining=_left(storage_limit, stored.megabytes),
        ),
    ]


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(limit - used, 0)
