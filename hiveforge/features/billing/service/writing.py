"""Writes what was seen at the provider, and what follows from it, in the one transaction that it is given."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select, update

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.settings import settings
from hiveforge.features import plans, usage
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.models import BillingAct, BillingCustomer, Subscription
from hiveforge.features.billing.schemas import ActKind, ActStatus, BillingState, Standing
from hiveforge.features.billing.schemas.facts import CheckoutFacts, SubscriptionFacts

from . import letters
from .invoices import mirror_invoices
from .standing import Period, counted_from, stand

_LONGEST_UNANSWERED = timedelta(hours=24)


async def write(actor: Actor, db: Db, customer: BillingCustomer, state: BillingState) -> None:
    """Bring every table of the organization to `state`; tell, mail and audit what has changed by it."""
    organization = customer.organization_id
    if organization is None:
        raise AssertionError("a customer without organization is ended, not synchronized")
    paid = rules.standing_of(state.subscriptions, state.invoices, at=state.at, grace_days=settings().billing_grace_days)
    truth = rules.with_arrangement(paid, rules.arrangement(await queries.arrangement(db, organization)))
    before = letters.Before.of(await queries.standing(db, organization), await queries.subscription(db, organization))
    await _mirror_subscription(db, organization, truth, state)
    invoices = await mirror_invoices(db, organization, state)
    _mirror_card(customer, state)
    await _settle_acts(actor, db, organization, state)
    await stand(db, organization, truth, period=_period(truth))
    after = letters.Before.of(await queries.standing(db, organization), await queries.subscription(db, organization))
    await letters.write(db, organization, before, truth, invoices, state)
    if before != after:
        describe(
            db, target_type="plan", target_id=organization, target_name=plans.get(truth.plan).name,
            before=before.told(), after=after.told(), organization=organization,
        )  # fmt: skip
        await record(db, "billing.sync_organization")
    await announce(db, "billing", organization=organization)


def _period(truth: Standing) -> Period | None:
    """In which the credits of the plan are counted: on the anniversary of what it comes from."""
    if truth.arranged:
        return counted_from(truth.arranged)
    return (truth.subscription.period_start, truth.subscription.period_end) if truth.subscription else None


async def _mirror_subscription(db: Db, organization: UUID, truth: Standing, state: BillingState) -> None:
    found = await queries.subscription(db, organization)
    if truth.subscription is None:
        if found:
            await db.delete(found)
            await db.flush()
        return
    values = _columns(truth, truth.subscription, state)
    if found is None:
        db.add(Subscription(organization_id=organization, **values))
    else:
        found.sqlmodel_update(values)
        db.add(found)
    await db.flush()


def _columns(truth: Standing, facts: SubscriptionFacts, state: BillingState) -> dict[str, Any]:
    renewal = state.renewal if facts.status in rules.LIVE else None
    return {
        "external_id": facts.id,
        "status": facts.status.value,
        "price": facts.price,
        "quantity": facts.quantity,
        "item": facts.item,
        "metered_item": facts.metered_item,
        "started_at": facts.started_at,
        "period_start_at": facts.period_start,
        "period_end_at": facts.period_end,
        "trial_end_at": facts.trial_end,
        "cancel_at": facts.cancel_at,
        "canceled_at": facts.canceled_at,
        "ended_at": facts.ended_at,
        "past_due_at": truth.past_due_since,
        "unpaid_invoice": truth.unpaid_invoice,
        "next_amount": renewal.next_total if renewal else 0,
        "next_currency": renewal.currency if renewal else "",
        "next_at": renewal.next_at if renewal else None,
        "synced_at": now(),
    }


def _mirror_card(customer: BillingCustomer, state: BillingState) -> None:
    card = state.card
    customer.card_brand, customer.card_last4 = (card.brand, card.last4) if card else ("", "")
    customer.card_expires_month = card.expires_month if card else 0
    customer.card_expires_year = card.expires_year if card else 0


async def _settle_acts(actor: Actor, db: Db, organization: UUID, state: BillingState) -> None:
    """End the acts whose effect stands in our tables now: checkouts that were paid, changes that nobody saw answered."""
    for checkout in state.checkouts:
        status = _fate(checkout, state.subscriptions)
        if status is ActStatus.SETTLED and checkout.mode == "payment":
            await usage.add_pack(
                actor, organization, plans.PACKS["credits"] * max(checkout.quantity, 1), key=checkout.id
            )
        if status:
            await _note(db, col(BillingAct.external_id) == checkout.id, status)
    unanswered = select(BillingAct).where(
        col(BillingAct.organization_id) == organization, col(BillingAct.status) == ActStatus.OPEN
    )
    for act in (await db.exec(unanswered)).all():
        if any(_shows(act, one) for one in state.subscriptions):
            await _note(db, col(BillingAct.id) == act.id, ActStatus.SETTLED)
        elif act.created_at < now() - _LONGEST_UNANSWERED:
            await _note(db, col(BillingAct.id) == act.id, ActStatus.FAILED)


def _fate(checkout: CheckoutFacts, subscriptions: Sequence[SubscriptionFacts]) -> ActStatus | None:
    """What has become of a checkout; None while it is open, unpaid or its subscription was not seen."""
    if checkout.status == "expired":
        return ActStatus.FAILED
    if checkout.status != "complete" or not checkout.paid:
        return None
    if checkout.mode == "subscription" and all(one.id != checkout.subscription for one in subscriptions):
        return None
    return ActStatus.SETTLED


def _shows(act: BillingAct, facts: SubscriptionFacts) -> bool:
    """Whether a subscription is as an unanswered act wanted it."""
    said = act.arguments
    if said.get("subscription") != facts.id:
        return False
    match ActKind(act.kind):
        case ActKind.CANCEL:
            return facts.cancel_at is not None
        case ActKind.RESUME:
            return facts.cancel_at is None
        case ActKind.CHANGE:
            return said["to"] == {"price": facts.price, "seats": facts.quantity}
        case ActKind.CUSTOMER | ActKind.CHECKOUT | ActKind.PACK:
            return False


async def _note(db: Db, which: Any, status: ActStatus) -> None:
    over = col(BillingAct.status).in_([ActStatus.SETTLED, ActStatus.FAILED])
    await db.exec(update(BillingAct).where(which, ~over).values(status=status))
