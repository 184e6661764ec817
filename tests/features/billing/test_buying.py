"""From the button to the plan: checkout, what counts when, and what a second click does."""

import asyncio
from datetime import timedelta

import pytest

from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.features import plans, usage
from hiveforge.features.billing import (
    AlreadySubscribed,
    CheckoutForm,
    FewerSeatsThanPeople,
    NoSubscription,
    NotForSale,
    service,
)
from hiveforge.features.billing.schemas import CheckoutState, StandingStatus
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

PRO = CheckoutForm(plan="pro")


async def test_an_organization_begins_on_free(acme, account):
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.seats_used, seen.seats_limit) == ("free", StandingStatus.FREE, 4, 3)
    assert (seen.invoices, seen.card, seen.next_charge, seen.banner) == ([], None, None, None)
    assert seen.simulated


async def test_a_paid_checkout_counts_once_its_message_is_handled(acme, account, told, checkout_of, mails, audited):
    url = await service.start_checkout(acme.owner, PRO)
    checkout = checkout_of(acme)
    assert checkout in url
    await sandbox.pay_checkout(checkout)
    assert (await service.checkout_status(acme.owner, checkout)).state is CheckoutState.WAITING
    assert (await service.overview(acme.owner)).plan == "free"
    assert set(await told()) == {204}
    assert (await service.checkout_status(acme.viewer, checkout)).state is CheckoutState.DONE
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.seats_limit, seen.total) == ("pro", StandingStatus.TRIALING, 4, 8000)
    assert (seen.card.last4, seen.next_charge.amount, seen.overage_allowed) == ("4242", 8000, True)
    assert (await usage.balance(acme.viewer)).included == 2000
    assert mails() == mails("admin") == ["plan_changed"]
    assert audited() == ["billing.start_checkout", "billing.sync_organization"]


async def test_the_checkout_page_opens_behind_our_walls_and_says_that_it_is_a_test(acme, account, http):
    url = await service.start_checkout(acme.owner, PRO)
    async with http() as client:
        page = await client.get(url, headers={"Accept": "text/html"})
        console = await client.get("/_sandbox/stripe", headers={"Accept": "text/html"})
    assert (page.status_code, console.status_code) == (200, 200)
    assert "Test checkout: no real payment, no Stripe account" in page.text


async def test_the_success_page_can_look_by_itself(acme, account, checkout_of):
    await service.start_checkout(acme.owner, PRO)
    await sandbox.pay_checkout(checkout_of(acme))
    await service.refresh(acme.viewer)
    assert (await service.checkout_status(acme.viewer, checkout_of(acme))).state is CheckoutState.DONE


async def test_another_organizations_checkout_is_not_found(acme, globex, account, checkout_of):
    await service.start_checkout(acme.owner, PRO)
    with pytest.raises(NotFound):
        await service.checkout_status(globex.owner, checkout_of(acme))


async def test_an_expired_checkout_has_failed(acme, account, told, checkout_of):
    await service.start_checkout(acme.owner, PRO)
    await sandbox.advance(by=timedelta(days=2))
    await told()
    assert (await service.checkout_status(acme.owner, checkout_of(acme))).state is CheckoutState.FAILED


@pytest.mark.parametrize("role", ["member", "viewer"])
async def test_members_and_viewers_change_nothing(acme, account, role):
    somebody = acme.as_(role)
    acts = (
        service.start_checkout(somebody, PRO),
        service.buy_pack(somebody),
        service.resume(somebody),
        service.open_portal(somebody),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            await act
    assert await payments().customers() == []


async def test_clicks_at_once_open_one_page_and_pay_once(acme, account, told, checkout_of):
    await asyncio.gather(*(service.buy_pack(who) for who in (acme.owner, acme.admin, acme.owner)))
    urls = await asyncio.gather(*(service.start_checkout(who, PRO) for who in (acme.owner, acme.admin) * 3))
    assert len(set(urls)) == 1
    assert await service.start_checkout(acme.owner, PRO) == urls[0]
    assert len(await payments().customers()) == 1
    await sandbox.pay_checkout(checkout_of(acme))
    with pytest.raises(AlreadySubscribed):
        await service.start_checkout(acme.owner, PRO)
    assert (await service.overview(acme.owner)).plan == "pro"


async def test_what_is_not_sold_cannot_be_bought(acme, account):
    for key in ("free", "enterprise", "gold"):
        with pytest.raises(NotForSale):
            await service.start_checkout(acme.owner, CheckoutForm(plan=key))
    with pytest.raises(FewerSeatsThanPeople):
        await service.start_checkout(acme.owner, CheckoutForm(plan="pro", seats=3))
    with pytest.raises(NoSubscription):
        await service.resume(acme.owner)


async def test_a_pack_is_added_once_when_it_is_paid(acme, account, told, checkout_of, mails):
    await service.buy_pack(acme.owner)
    checkout = checkout_of(acme)
    assert await service.buy_pack(acme.owner) != ""
    await sandbox.pay_checkout(checkout)
    assert (await service.overview(acme.owner)).packs_left == 0
    await told()
    await service.refresh(acme.owner)
    assert (await service.overview(acme.owner)).packs_left == plans.PACKS["credits"]
    assert (await service.checkout_status(acme.owner, checkout)).state is CheckoutState.DONE
    assert mails() == ["receipt"]
    assert await service.buy_pack(acme.owner)  # another one is another act
    assert checkout_of(acme) != checkout


async def test_the_trial_is_for_the_first_time_only(acme, subscribe, account, told, checkout_of):
    assert (await subscribe(acme, trial=True)).status is StandingStatus.TRIALING
    (customer,) = await payments().customers()
    (first,) = await payments().subscriptions(customer.id)
    await payments().end_now(first.id, key="end")
    await told()
    assert (await service.overview(acme.owner)).plan == "free"
    await service.start_checkout(acme.owner, PRO)
    await sandbox.pay_checkout(checkout_of(acme))
    await told()
    assert (await service.overview(acme.owner)).status is StandingStatus.ACTIVE


async def test_the_portal_opens_for_customers_only(acme, subscribe, account):
    with pytest.raises(NotFound):
        await service.open_portal(acme.owner)
    await subscribe(acme)
    assert "stripe" in await service.open_portal(acme.owner, "payment_method_update")
