"""Buying: a checkout at the provider for a plan or a pack. What was bought counts once the provider says so."""

from typing import Any
from urllib.parse import quote

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.core.settings import settings
from hiveforge.features import plans
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.errors import AlreadySubscribed, PlanArranged
from hiveforge.features.billing.schemas import ActKind, ActStatus, ChangePreview, CheckoutForm, PortalFlow
from hiveforge.gateways.payments import CheckoutFacts, CheckoutRequest, payments

from . import acts
from .catalogue import provided
from .customers import customer_of, ensure_customer
from .syncing import sync_organization


@requires(Permission.BILLING_READ)
async def preview_checkout(actor: Actor, db: Db, form: CheckoutForm) -> ChangePreview:
    """What a first purchase costs, before tax and coupons, which the provider's page asks for. Changes nothing.

    Raises NotForSale, FewerSeatsThanPeople, SeatsNotSold, PlanArranged.
    """
    plan = rules.plan_for_sale(form.plan)
    rules.refuse_arranged(await queries.standing(db, actor.organization_id), now())
    seats = rules.seats_to_buy(plan, form.seats, await queries.seats(db, actor.organization_id))
    new = await queries.subscription(db, actor.organization_id) is None
    return rules.preview_of_purchase(plan, form.interval, seats, trial_days=plan.trial_days if new else 0, at=now())


@converses(Permission.BILLING_MANAGE)
async def start_checkout(actor: Actor, form: CheckoutForm) -> str:
    """Open the provider's page where this plan is paid for, and return its address.

    For the same plan, interval and seats it is the same page until it is paid or has expired, also for two people at
    once. Raises NotForSale, FewerSeatsThanPeople, AlreadySubscribed, PlanArranged.
    """
    plan = rules.plan_for_sale(form.plan)
    await refuse_arranged(actor)
    async with unit_of_work(actor) as db:
        people = await queries.seats(db, actor.organization_id)
    seats = rules.seats_to_buy(plan, form.seats, people)
    customer = await ensure_customer(actor)
    known = await payments().subscriptions(customer)
    if rules.running(known):
        await sync_organization(system("synchronizing billing"), actor.organization_id)
        raise AlreadySubscribed
    request = CheckoutRequest(
        customer=customer,
        organization=str(actor.organization_id),
        price=plan.price(form.interval).lookup_key(plan.key),
        quantity=seats,
        success_url=_page(actor, "/checkout?session={CHECKOUT_SESSION_ID}"),
        cancel_url=_page(actor),
        trial_days=0 if known else plan.trial_days,
        overage_price=rules.OVERAGE_PRICE if plans.Feature.OVERAGE in plan.features else "",
    )
    bought = {"plan": plan.key, "interval": form.interval.value, "seats": seats}
    once = bought | {"trial": request.trial_days, "slug": actor.slug}
    url = await _open(actor, ActKind.CHECKOUT, once, request)
    await acts.audit(actor, "billing.start_checkout", name=plan.name, after=bought)
    return url


@converses(Permission.BILLING_MANAGE)
async def buy_pack(actor: Actor) -> str:
    """Open the provider's page where a pack of AI credits is paid for, and return its address.

    The same page until it is paid or has expired. The credits are there once the provider says that they are paid.
    Raises PlanArranged.
    """
    await refuse_arranged(actor)
    request = CheckoutRequest(
        customer=await ensure_customer(actor),
        organization=str(actor.organization_id),
        price=rules.PACK_PRICE,
        quantity=1,
        success_url=_page(actor, "/checkout?session={CHECKOUT_SESSION_ID}"),
        cancel_url=_page(actor),
        pack=True,
    )
    url = await _open(actor, ActKind.PACK, {"slug": actor.slug}, request)
    await acts.audit(actor, "billing.buy_pack", name=f"{plans.PACKS['credits']:,} AI credits")
    return url


@converses(Permission.BILLING_MANAGE)
async def open_portal(actor: Actor, flow: PortalFlow = PortalFlow.HOME) -> str:
    """The address of the provider's page for payment method, billing address, tax id and invoices.

    Raises NotFound for an organization that never bought anything.
    """
    customer = await customer_of(actor)
    if customer is None:
        raise NotFound
    return await payments().portal(customer, return_url=_page(actor), flow=flow)


async def refuse_arranged(actor: Actor) -> None:
    """Raise PlanArranged while the organization's plan is one by arrangement: nothing is paid beside it."""
    async with unit_of_work(actor) as db:
        rules.refuse_arranged(await queries.standing(db, actor.organization_id), now())


async def _open(actor: Actor, kind: ActKind, arguments: dict[str, Any], request: CheckoutRequest) -> str:
    """The address of an open page. A plan that is arranged meanwhile closes it, before anybody gets its address."""
    checkout = await _opened(actor, kind, arguments, request)
    async with unit_of_work(actor, reason=acts.WRITES) as db:
        await acts.lock_billing(
            db, actor.organization_id
        )  # whoever arranges a plan now sees this page, or is seen here
        standing = await queries.standing(db, actor.organization_id)
    try:
        rules.refuse_arranged(standing, now())
    except PlanArranged:
        await payments().expire_checkout(checkout.id, key=f"arranged/{checkout.id}")
        raise
    return checkout.url


async def _opened(actor: Actor, kind: ActKind, arguments: dict[str, Any], request: CheckoutRequest) -> CheckoutFacts:
    act = await acts.begin(actor, kind, arguments, answered=True)
    if act.external_id:
        found = await payments().checkout(act.external_id)
        if found and found.url:
            return found
        await sync_organization(system("synchronizing billing"), actor.organization_id)
        act = await acts.begin(actor, kind, arguments, answered=True, but_not=act.id)
    await provided()

    async def ask(key: str) -> CheckoutFacts:
        return await payments().start_checkout(request, key=key)

    def begun(checkout: CheckoutFacts) -> dict[str, Any]:
        return {"status": ActStatus.CALLED, "external_id": checkout.id}

    return await acts.ask_once(actor, act, ask, begun)


def _page(actor: Actor, rest: str = "") -> str:
    return f"{settings().origin}/o/{quote(actor.slug)}/billing{rest}"
