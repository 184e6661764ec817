"""Changing what was bought: another plan, another number of seats, ending it and taking that back."""

from collections.abc import Awaitable, Callable
from typing import Any

from hiveforge.core import seat_offers
from hiveforge.core.actor import Actor, system
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Permission
from hiveforge.core.seat_offers import SeatOffer
from hiveforge.core.service import converses
from hiveforge.features import files, plans, usage
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.errors import AlreadyEnded, NoSubscription
from hiveforge.features.billing.schemas import (
    ActKind,
    CancelForm,
    ChangeForm,
    ChangePreview,
    SeatsForm,
)
from hiveforge.gateways.payments import SubscriptionFacts, payments

from . import acts
from .checkouts import refuse_arranged
from .customers import customer_of
from .syncing import sync_organization


@converses(Permission.BILLING_READ)
async def preview_change(actor: Actor, form: ChangeForm) -> ChangePreview:
    """What a change would cost now and next time, exactly, and what it would take away. Changes nothing.

    The free plan is what follows a cancellation. Raises NotForSale, NoSubscription.
    """
    subscription = await _running(actor)
    async with unit_of_work(actor) as db:
        people = await queries.seats(db, actor.organization_id)
        balance = await usage.balance(actor)
    before = rules.plan_of(subscription)
    after = plans.get(form.plan)
    stored, documents = await files.storage_used(actor), await files.storage_used(actor, files.Purpose.DOCUMENT)
    lost = rules.consequences(
        before,
        after,
        seats=form.seats,
        people=people,
        credits_used=balance.included_used,
        documents=documents.files,
        megabytes=stored.megabytes,
    )
    if after.free:
        return rules.preview_of_end(after, subscription, lost)
    plan = rules.plan_for_sale(form.plan)
    price = plan.price(form.interval).lookup_key(plan.key)
    charge = await payments().preview(subscription, price=price, quantity=rules.quantity(plan, form.seats))
    return rules.preview(plan, form, charge, lost)


@converses(Permission.BILLING_MANAGE)
async def change_plan(actor: Actor, form: ChangeForm) -> None:
    """Change plan, interval or seats at once and charge the difference; a refused charge changes nothing.

    Twice is once. Raises NotForSale, NoSubscription, FewerSeatsThanPeople, PaymentRefused.
    """
    plan = rules.plan_for_sale(form.plan)
    subscription = await _running(actor)
    async with unit_of_work(actor) as db:
        people = await queries.seats(db, actor.organization_id)
    seats = rules.seats_to_buy(plan, form.seats, people)
    await _change(actor, subscription, plan.price(form.interval).lookup_key(plan.key), seats, form)


@converses(Permission.MEMBERS_INVITE)
async def preview_seats(actor: Actor, added: int) -> SeatOffer:
    """Whether `added` more people need more seats than there are, and what those cost. Changes nothing.

    Pending invitations hold a seat. Raises SeatsNotSold where the plan has no more.
    """
    async with unit_of_work(actor) as db:
        people = await queries.seats(db, actor.organization_id)
        standing = await queries.standing(db, actor.organization_id)
    plan = rules.plan_now(standing)
    limit = standing.seats if standing else plan.limit(plans.Quantity.SEATS)
    if (wanted := rules.seats_wanted(plan, limit, people, added, actor.slug)) is None:
        return SeatOffer(needed=False, seats_now=limit or people.taken, seats_after=limit or people.taken + added)
    subscription = await _running(actor)
    charge = await payments().preview(subscription, price=subscription.price, quantity=wanted)
    return rules.seat_preview(subscription, wanted, charge)


@converses(Permission.BILLING_MANAGE)
async def set_seats(actor: Actor, form: SeatsForm) -> None:
    """Have this many seats from now on and charge or credit the difference; a refused charge changes nothing.

    Twice is once. Raises SeatsNotSold, NoSubscription, FewerSeatsThanPeople, PaymentRefused.
    """
    subscription = await _running(actor)
    plan = rules.plan_of(subscription)
    async with unit_of_work(actor) as db:
        people = await queries.seats(db, actor.organization_id)
    rules.check_sells_seats(plan, form.seats, actor.slug)
    seats = rules.seats_to_buy(plan, form.seats, people)
    await _change(actor, subscription, subscription.price, seats, form)


@converses(Permission.BILLING_MANAGE)
async def cancel(actor: Actor, form: CancelForm) -> None:
    """End the paid plan with the period that is paid for; until then everything stays as it is.

    Twice is once. Raises NoSubscription.
    """
    subscription = await _running(actor)
    if subscription.cancel_at is not None:
        return
    said = {"subscription": subscription.id, "reason": form.reason.value, "comment": form.comment}

    async def ask(key: str) -> SubscriptionFacts:
        return await payments().cancel(subscription.id, feedback=form.reason, comment=form.comment, key=key)

    await _perform(actor, ActKind.CANCEL, said, ask)
    await acts.audit(actor, "billing.cancel", name=rules.plan_of(subscription).name, after={"reason": form.reason})
    await _settle(actor)


@converses(Permission.BILLING_MANAGE)
async def resume(actor: Actor) -> None:
    """Take a cancellation back while the paid period runs. Twice is once. Raises NoSubscription, AlreadyEnded."""
    customer = await customer_of(actor)
    known = await payments().subscriptions(customer) if customer else []
    if known and not rules.running(known):
        raise AlreadyEnded
    subscription = await _running(actor)
    if subscription.cancel_at is None:
        return
    said = {"subscription": subscription.id, "cancel_at": subscription.cancel_at.isoformat()}

    async def ask(key: str) -> SubscriptionFacts:
        return await payments().resume(subscription.id, key=key)

    await _perform(actor, ActKind.RESUME, said, ask)
    await acts.audit(actor, "billing.resume", name=rules.plan_of(subscription).name)
    await _settle(actor)


async def _change(
    actor: Actor, subscription: SubscriptionFacts, price: str, seats: int, form: ChangeForm | SeatsForm
) -> None:
    before, after = ({"price": p, "seats": q} for p, q in ((subscription.price, subscription.quantity), (price, seats)))
    if before == after:
        return
    said: dict[str, Any] = {"subscription": subscription.id, "from": before, "to": after}
    said["priced_at"] = form.priced_at.isoformat() if form.priced_at else ""

    async def ask(key: str) -> SubscriptionFacts:
        return await payments().change(subscription, price=price, quantity=seats, key=key, proration_at=form.priced_at)

    await _perform(actor, ActKind.CHANGE, said, ask)
    plan = plans.with_price(price)
    await acts.audit(actor, "billing.change_plan", name=plan.name if plan else price, before=before, after=after)
    await _settle(actor)


async def _perform(
    actor: Actor, kind: ActKind, said: dict[str, Any], ask: Callable[[str], Awaitable[SubscriptionFacts]]
) -> None:
    """Raises NoSubscription when the subscription has ended since it was read."""
    try:
        await acts.perform(actor, kind, said, ask)
    except NotFound as error:
        raise NoSubscription from error


async def _running(actor: Actor) -> SubscriptionFacts:
    """The subscription that counts, read from the provider. Raises NoSubscription, PlanArranged."""
    await refuse_arranged(actor)
    customer = await customer_of(actor)
    found = rules.running(await payments().subscriptions(customer)) if customer else None
    if found is None:
        raise NoSubscription
    return found


async def _settle(actor: Actor) -> None:
    """Show the change at once; the provider's message about it changes nothing more."""
    await sync_organization(system("synchronizing billing"), actor.organization_id)


async def _accept_seats(actor: Actor, offer: SeatOffer) -> None:
    await set_seats(actor, SeatsForm(seats=offer.seats_after, priced_at=offer.priced_at))


seat_offers.provide(preview_seats, _accept_seats)
