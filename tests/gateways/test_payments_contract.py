"""What the product relies on in a payment provider: asked of the stand-in always, of the real Stripe with `-m live`.

See docs/how-to-stripe.md for how to run it against Stripe.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import Conflict, NotFound, Unavailable
from hiveforge.gateways.payments import MeterReplaced, PaymentRefused, SubscriptionStatus

from .payment_worlds import (
    CATALOGUE,
    METER,
    MONTH,
    MONTHLY,
    YEAR,
    YEARLY,
    StandIn,
    World,
    stand_in_world,
    stripe_world,
    usable,
)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(params=["stand-in", pytest.param("stripe", marks=pytest.mark.live)])
async def world(request, owner):
    entered = await (stand_in_world() if request.param == "stand-in" else stripe_world())
    yield entered
    await entered.leave()


def once() -> str:
    return f"contract/{new_id()}"


async def test_plans_are_made_once_and_a_dry_run_makes_nothing(world: World):
    assert await world.gateway.sync_plans(CATALOGUE, dry_run=False) == []
    new = {"kind": "product", "id": f"hf_contract_{new_id().hex}", "name": "Never made", "description": "Not once."}
    for _ in range(2):
        told = await world.gateway.sync_plans([*CATALOGUE, new], dry_run=True)
        assert [new["id"] in difference.text for difference in told] == [True]


async def test_a_meter_is_renamed_once_and_a_dry_run_renames_nothing(world: World):
    renamed = [one | {"name": "Renamed"} if one["kind"] == "meter" else one for one in CATALOGUE]
    for dry_run, told in ((True, 1), (False, 1), (False, 0)):
        assert len(await world.gateway.sync_plans(renamed, dry_run=dry_run)) == told
    assert len(await world.gateway.sync_plans(CATALOGUE, dry_run=False)) == 1


async def test_a_price_keeps_the_meter_that_it_is_sold_by(world: World):
    other = [one | {"meter": "hf_contract_other"} if one.get("meter") else one for one in CATALOGUE]
    with pytest.raises(MeterReplaced):
        await world.gateway.sync_plans(other, dry_run=False)
    assert await world.gateway.sync_plans(CATALOGUE, dry_run=True) == []


async def test_the_same_key_makes_one_customer(world: World):
    organization, key = str(new_id()), once()
    first, again = [
        await world.gateway.create_customer(organization=organization, name="Acme", email="a@acme.test", key=key)
        for _ in range(2)
    ]
    world.customers.append(first.id)
    assert first == again
    assert (first.organization, first.name, first.email, first.deleted) == (organization, "Acme", "a@acme.test", False)


async def test_a_changed_customer_is_read_as_changed(world: World):
    customer = await world.customer()
    await world.gateway.update_customer(customer.id, name="Acme Ltd", email="bea@acme.test", key=once())
    changed = replace(customer, name="Acme Ltd", email="bea@acme.test")
    assert await world.gateway.customer(customer.id) == changed


async def test_a_checkout_is_open_until_it_is_paid_and_one_key_opens_one(world: World):
    customer, key = await world.customer(), once()
    opened, again = [await world.gateway.start_checkout(world.asked(customer), key=key) for _ in range(2)]
    assert opened.id == again.id
    found = await world.gateway.checkout(opened.id)
    assert found.url.startswith("http")
    assert (found.status, found.paid, found.mode, found.subscription) == ("open", False, "subscription", "")
    assert (found.customer, found.organization) == (customer.id, customer.organization)
    assert (found.price, found.quantity, found.currency, found.total) == (MONTH, 2, "usd", 2 * MONTHLY)


async def test_a_checkout_takes_coupons_a_tax_id_and_a_billing_address(world: World, owner):
    opened = await world.gateway.start_checkout(world.asked(await world.customer()), key=once())
    if isinstance(world, StandIn):
        (body,) = owner.execute("select body from stripe_objects where body ->> 'id' = %s", [opened.id]).fetchone()
    else:
        body = (await world.api.checkout.sessions.retrieve_async(opened.id)).to_dict()
    assert body["allow_promotion_codes"] is True
    assert body["tax_id_collection"]["enabled"] is True
    assert body["billing_address_collection"] == "auto"


async def test_an_open_checkout_is_closed_once_and_for_all(world: World):
    customer = await world.customer()
    opened = await world.gateway.start_checkout(world.asked(customer), key=once())
    for key in (once(), once()):
        closed = await world.gateway.expire_checkout(opened.id, key=key)
        assert (closed.status, closed.url, closed.subscription) == ("expired", "", "")
    assert (await world.gateway.checkout(opened.id)).status == "expired"
    with pytest.raises(NotFound):
        await world.gateway.expire_checkout("cs_test_nope", key=once())


async def test_a_paid_subscription_has_its_seats_its_card_and_its_invoice(world: World):
    bought = await world.subscribed(quantity=2)
    assert (bought.status, bought.price, bought.quantity) == (SubscriptionStatus.ACTIVE, MONTH, 2)
    assert timedelta(days=27) < bought.period_end - bought.period_start < timedelta(days=32)
    assert (bought.cancel_at, bought.ended_at, bought.trial_end, bought.metered_item) == (None, None, None, "")
    assert await world.gateway.subscription(bought.id) == bought
    assert (await world.gateway.card(bought.customer)).last4 == "4242"
    (invoice,) = await world.gateway.invoices(bought.customer)
    assert (invoice.status, invoice.total, invoice.amount_paid) == ("paid", 2 * MONTHLY, 2 * MONTHLY)
    assert (invoice.subscription, invoice.customer) == (bought.id, bought.customer)
    assert invoice.number
    assert invoice.pdf.startswith("http")
    assert invoice.page.startswith("http")
    assert await world.gateway.invoice(invoice.id) == invoice


@pytest.mark.parametrize(
    ("price", "seats", "least", "most"),
    [
        pytest.param(MONTH, 5, 1, 3 * MONTHLY, id="more seats"),
        pytest.param(YEAR, 2, 2 * (YEARLY - MONTHLY), 2 * YEARLY, id="another interval"),
        pytest.param(YEAR, 3, 3 * YEARLY - 2 * MONTHLY, 3 * YEARLY, id="both"),
    ],
)
async def test_a_change_costs_what_its_preview_said(world: World, price, seats, least, most):
    bought = await world.subscribed(quantity=2)
    preview = await world.gateway.preview(bought, price=price, quantity=seats)
    assert least <= preview.due_now <= most
    assert preview.next_total == seats * (YEARLY if price == YEAR else MONTHLY)
    changed = await world.gateway.change(
        bought, price=price, quantity=seats, key=once(), proration_at=preview.proration_at
    )
    assert (changed.price, changed.quantity) == (price, seats)
    newest, *_ = await world.gateway.invoices(bought.customer)
    assert (newest.status, newest.amount_paid) == ("paid", preview.due_now)
    assert sum(line.amount for line in preview.lines) == preview.due_now


async def test_fewer_seats_cost_nothing_now(world: World):
    bought = await world.subscribed(quantity=3)
    preview = await world.gateway.preview(bought, price=MONTH, quantity=1)
    assert (preview.due_now, preview.next_total) == (0, MONTHLY)
    changed = await world.gateway.change(bought, price=MONTH, quantity=1, key=once(), proration_at=preview.proration_at)
    assert changed.quantity == 1
    newest, *_ = await world.gateway.invoices(bought.customer)
    assert newest.amount_paid == 0


async def test_the_same_key_changes_and_charges_once(world: World):
    bought, key = await world.subscribed(quantity=1), once()
    at = (await world.gateway.preview(bought, price=MONTH, quantity=4)).proration_at
    for _ in range(2):
        changed = await world.gateway.change(bought, price=MONTH, quantity=4, key=key, proration_at=at)
        assert changed.quantity == 4
    assert len(await world.gateway.invoices(bought.customer)) == 2


async def test_another_interval_takes_the_metered_item_along(world: World):
    bought = await world.subscribed(overage=True)
    assert bought.metered_item
    changed = await world.gateway.change(bought, price=YEAR, quantity=2, key=once())
    assert (changed.price, changed.quantity) == (YEAR, 2)
    assert changed.metered_item


async def test_a_declined_change_changes_nothing(world: World):
    bought = await world.subscribed(quantity=1)
    await world.decline_from_now_on(bought.customer)
    preview = await world.gateway.preview(bought, price=MONTH, quantity=9)
    with pytest.raises(PaymentRefused) as refused:
        await world.gateway.change(bought, price=MONTH, quantity=9, key=once(), proration_at=preview.proration_at)
    assert "declined" in refused.value.message
    assert (await world.gateway.subscription(bought.id)).quantity == 1
    assert [each.status for each in await world.gateway.invoices(bought.customer) if each.amount_paid] == ["paid"]


async def test_cancelled_subscription_ends_with_its_period_and_can_be_taken_back(world: World):
    bought = await world.subscribed(quantity=2)
    leaving = await world.gateway.cancel(bought.id, feedback="too_expensive", comment="Later.", key=once())
    assert (leaving.status, leaving.cancel_at) == (SubscriptionStatus.ACTIVE, bought.period_end)
    assert await world.gateway.preview_renewal(leaving) is None
    staying = await world.gateway.resume(bought.id, key=once())
    assert staying.cancel_at is None
    assert (await world.gateway.preview_renewal(staying)).next_total == 2 * MONTHLY


async def test_a_subscription_that_ended_since_it_was_looked_at_has_no_renewal(world: World):
    bought = await world.subscribed()
    await world.gateway.end_now(bought.id, key=once())
    assert await world.gateway.preview_renewal(bought) is None


async def test_ending_at_once_charges_nothing_and_twice_is_once(world: World):
    bought = await world.subscribed()
    for _ in range(2):
        ended = await world.gateway.end_now(bought.id, key=once())
        assert ended.status is SubscriptionStatus.CANCELED
    assert ended.ended_at
    (kept,) = await world.gateway.subscriptions(bought.customer)
    assert kept.status is SubscriptionStatus.CANCELED
    assert len(await world.gateway.invoices(bought.customer)) == 1


async def test_what_has_ended_renews_no_more_and_cannot_be_changed(world: World):
    read = await world.subscribed()
    await world.gateway.end_now(read.id, key=once())
    assert await world.gateway.preview_renewal(read) is None
    with pytest.raises(NotFound):
        await world.gateway.change(read, price=MONTH, quantity=5, key=once())
    with pytest.raises(NotFound):
        await world.gateway.cancel(read.id, feedback="", comment="", key=once())


async def test_a_key_stands_for_one_act_only(world: World):
    bought, key = await world.subscribed(quantity=1), once()
    await world.gateway.change(bought, price=MONTH, quantity=2, key=key)
    with pytest.raises(Conflict):
        await world.gateway.change(bought, price=MONTH, quantity=3, key=key)


@pytest.mark.parametrize("flow", ["", "payment_method_update"])
async def test_the_portal_opens(world: World, flow):
    customer = await world.customer()
    address = await world.gateway.portal(customer.id, return_url="http://localhost:8000/", flow=flow)
    assert address.startswith("http")


async def test_the_newest_invoice_stands_first(world: World):
    bought = await world.subscribed(quantity=1)
    await world.gateway.change(bought, price=YEAR, quantity=1, key=once())
    newest, first = await world.gateway.invoices(bought.customer)
    assert (first.reason, newest.reason) == ("subscription_create", "subscription_update")


async def test_the_meter_adds_up_and_counts_an_identifier_once(world: World):
    customer, at = await world.customer(), now() - timedelta(minutes=10)
    span = {"start": at - timedelta(minutes=5), "end": at + timedelta(minutes=5)}
    first, second = once(), once()
    for value, identifier in ((30, first), (30, first), (12, second)):
        await world.gateway.report_usage(customer.id, value=value, identifier=identifier, at=at, meter=METER)
    assert await world.metered(customer.id, 42, **span) == 42


async def test_what_is_not_there_is_none(world: World):
    assert await world.gateway.customer("cus_nobody") is None
    assert await world.gateway.subscription("sub_nothing") is None
    assert await world.gateway.invoice("in_nothing") is None
    assert await world.gateway.checkout("cs_test_nothing") is None


async def test_what_is_not_there_cannot_be_changed(world: World):
    with pytest.raises(NotFound):
        await world.gateway.update_customer("cus_nobody", name="A", email="a@acme.test", key=once())
    with pytest.raises(NotFound):
        await world.gateway.cancel("sub_nothing", feedback="", comment="", key=once())
    with pytest.raises(NotFound):
        await world.gateway.end_now("sub_nothing", key=once())


async def test_a_price_that_was_never_made_is_unavailable(world: World):
    asked = replace(world.asked(await world.customer()), price="hf_contract_never")
    with pytest.raises(Unavailable, match="plans sync"):
        await world.gateway.start_checkout(asked, key=once())


def test_a_key_of_live_mode_is_refused():
    with pytest.raises(pytest.fail.Exception, match="never touch live mode"):
        usable("sk_live_1")


def test_without_a_key_the_reason_is_said():
    with pytest.raises(pytest.skip.Exception, match="STRIPE_TEST_SECRET_KEY is not set"):
        usable("")
