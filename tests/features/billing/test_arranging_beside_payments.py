"""An arranged plan beside what is paid at the provider: nobody pays for two plans, whatever comes at once."""

from datetime import timedelta

import httpx
import pytest

from hiveforge.core.actor import system
from hiveforge.core.errors import Unavailable
from hiveforge.features.billing import (
    CheckoutForm,
    PlanArranged,
    SeatsForm,
    StandingStatus,
    SubscriptionRuns,
    service,
)
from hiveforge.features.billing.schemas import CancelForm, ChangeForm
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

TIDYING = system("ending arrangements, in a test")


async def customer():
    return next(one.id for one in await payments().customers())


async def test_a_running_subscription_is_a_refusal_until_its_end_is_agreed_to(acme, subscribe, arrange, drain, audited):
    await subscribe(acme)
    with pytest.raises(SubscriptionRuns):
        await arrange()
    assert (await service.overview(acme.viewer)).plan == "pro"
    invoices = await payments().invoices(await customer())
    await arrange(ends_subscription=True)
    assert (await service.overview(acme.viewer)).plan == "enterprise"
    await drain()
    (facts,) = await payments().subscriptions(await customer())
    assert facts.status == "canceled"
    assert await payments().invoices(await customer()) == invoices
    await sandbox.advance(by=timedelta(days=70))
    assert await payments().invoices(await customer()) == invoices
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.interval) == ("enterprise", StandingStatus.ARRANGED, None)
    assert audited()[-1] == "billing.arrange_plan"


async def test_the_provider_is_asked_what_is_paid_before_anything_is_arranged(acme, subscribe, arrange, owner, line):
    await subscribe(acme)
    owner.execute("update subscriptions set status = 'canceled'")  # a message was lost
    with pytest.raises(SubscriptionRuns):
        await arrange()

    async def down(request):
        raise httpx.ConnectError("down")

    line.before = down
    with pytest.raises(Unavailable):
        await arrange(ends_subscription=True)
    line.before = None
    assert owner.execute("select count(*) from billing_arrangements").fetchone() == (0,)


async def test_an_outage_after_arranging_is_waited_for_until_the_subscription_has_ended(
    acme, subscribe, arrange, line, drain, owner
):
    await subscribe(acme)
    await arrange(ends_subscription=True)

    async def down(request):
        raise httpx.ConnectError("down")

    line.before = down
    await drain()
    line.before = None
    assert (await payments().subscriptions(await customer()))[0].status == "active"
    owner.execute("update jobs.procrastinate_jobs set scheduled_at = null where status = 'todo'")
    await drain()
    assert (await payments().subscriptions(await customer()))[0].status == "canceled"


async def test_nothing_is_bought_changed_or_resumed_beside_an_arranged_plan(acme, account, arrange):
    await arrange()
    for act in (
        service.start_checkout(acme.owner, CheckoutForm(plan="pro")),
        service.preview_checkout(acme.owner, CheckoutForm(plan="pro")),
        service.buy_pack(acme.owner),
        service.change_plan(acme.owner, ChangeForm(plan="pro", seats=9)),
        service.preview_change(acme.owner, ChangeForm(plan="pro", seats=9)),
        service.set_seats(acme.owner, SeatsForm(seats=9)),
        service.cancel(acme.owner, CancelForm()),
        service.resume(acme.owner),
    ):
        with pytest.raises(PlanArranged):
            await act


async def test_a_checkout_that_was_open_can_be_paid_no_more(acme, account, arrange, checkout_of, drain):
    await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    await arrange()
    await drain()
    assert (await payments().checkout(checkout_of(acme))).status == "expired"
    with pytest.raises(sandbox.Refusal):
        await sandbox.pay_checkout(checkout_of(acme))
    assert await payments().subscriptions(await customer()) == []


async def test_a_checkout_that_opens_while_a_plan_is_arranged_is_closed_before_anybody_sees_it(
    acme, account, arrange, line, owner
):
    async def arranged_meanwhile(request):
        if request.url.path == "/v1/checkout/sessions" and request.method == "POST":
            line.before = None
            await arrange()

    line.before = arranged_meanwhile
    with pytest.raises(PlanArranged):
        await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    (name,) = owner.execute("select external_id from billing_acts where kind = 'checkout'").fetchone()
    assert (await payments().checkout(name)).status == "expired"


async def test_a_subscription_that_appears_beside_an_arranged_plan_is_ended(
    acme, subscribe, arrange, admin, owner, drain
):
    await subscribe(acme)
    owner.execute(
        "insert into billing_arrangements (id, created_at, organization_id, plan, limits, starts_at, note, arranged_by,"
        " ended_by) values (gen_random_uuid(), now(), %s, 'enterprise', '{}', now(), '', 'Root', '')",
        [acme.id],
    )
    await service.sync_organization(TIDYING, acme.id)
    await service.reconcile_now(admin)
    (found,) = (await service.list_differences(admin, standing_only=True)).rows
    assert (found.kind, found.we_say) == ("second_subscription", "the plan is arranged")
    await service.keep_arrangements(TIDYING)
    await drain()
    assert (await payments().subscriptions(await customer()))[0].status == "canceled"
    assert (await service.overview(acme.viewer)).plan == "enterprise"


async def test_the_comparison_with_the_provider_finds_nothing_to_fix_in_an_arranged_plan(
    acme, subscribe, arrange, admin, drain
):
    await subscribe(acme)
    await arrange(ends_subscription=True)
    await drain()
    for compare in (service.reconcile_now(admin), service.reconcile(system("the nightly comparison"))):
        done = await compare
        assert (done.checked, done.found) == (1, 0)
    assert (await service.overview(acme.viewer)).plan == "enterprise"
    await service.end_arrangement(admin, acme.id)
    await drain()
    assert (await service.reconcile_now(admin)).found == 0
    assert (await service.overview(acme.viewer)).status is StandingStatus.ENDED
