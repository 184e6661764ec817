"""Whatever order messages come in and looks at the provider end in, the last truth stands."""

import asyncio
import itertools

from hiveforge.core.actor import system
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import CancelForm, StandingStatus
from hiveforge.features.billing.service import syncing
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

WORKER = system("handling messages, in a test")


async def test_every_order_of_the_messages_ends_alike(acme, subscribe, say, owner, drain):
    """A subscription renews in vain, is paid and canceled; its messages come in every order, each of them twice."""
    await subscribe(acme, card="4000000000000341")
    first = (await sandbox.events_since())[-1]["id"]
    (customer,) = await payments().customers()
    await sandbox.use_card(customer.id)
    await sandbox.pay_invoice((await payments().invoices(customer.id))[0].id)
    await service.cancel(acme.owner, CancelForm())
    events = await sandbox.events_since(first)
    kinds = ("customer.updated", "customer.subscription.updated", "invoice.paid", "invoice.payment_succeeded")
    events = list({event["type"]: event for event in events if event["type"] in kinds}.values())
    assert len(events) == 4
    seen = set()
    for order in itertools.permutations(events):
        owner.execute("delete from webhook_events; delete from subscriptions; delete from billing_standings")
        owner.execute("update billing_customers set synced_at = null")
        assert await say(*(event for event in order for _ in range(2))) == [204] * 8
        await drain()
        shown = await service.overview(acme.owner)
        seen.add((shown.plan, shown.status, shown.period_end, shown.cancel_at, len(shown.invoices), shown.seats_limit))
    assert len(seen) == 1
    assert seen.pop()[:2] == ("pro", StandingStatus.CANCELING)


async def test_an_older_look_never_overwrites_a_newer_one(acme, bought, owner, line):
    """Ten looks begin while the subscription changes; whatever order they end in, the last truth stands."""
    await syncing.sync_organization(WORKER, acme.id)
    (customer,) = await payments().customers()
    waits = itertools.cycle([0.2, 0, 0.05, 0.15, 0.01])

    async def wait(request):
        if request.method == "GET" and "/payment_methods" in request.url.path:
            await asyncio.sleep(next(waits))

    line.before = wait
    looks = []
    for seats in (5, 6, 7, 8):
        (subscription,) = await payments().subscriptions(customer.id)
        looks.append(asyncio.create_task(syncing.sync_organization(WORKER, acme.id)))
        await asyncio.sleep(0.02)
        await payments().change(subscription, price="pro_month", quantity=seats, key=f"seats {seats}")
        looks.append(asyncio.create_task(syncing.sync_organization(WORKER, acme.id)))
    await asyncio.gather(*looks)
    assert (await service.overview(acme.owner)).seats_limit == 8
    ticket = owner.execute("select synced_ticket from billing_customers").fetchone()[0]
    assert ticket > 1


async def test_messages_that_come_together_look_once_each_at_most(acme, bought, owner, line, say):
    """They overtake each other; a look of another one that began after they had come is as good as their own."""
    await syncing.sync_organization(WORKER, acme.id)
    told = [event for event in bought if event["type"].startswith(("invoice.", "customer.subscription."))]
    await say(*(event | {"id": f"{event['id']}_again"} for event in told))
    looks = []

    async def note(request):
        if request.url.path.endswith("/v1/subscriptions") and "status=all" in str(request.url):
            looks.append(request)
            await asyncio.sleep(0.05)

    line.before = note
    events = owner.execute("select id from webhook_events").fetchall()
    assert len(events) == len(told) > 3
    await asyncio.gather(*(service.handle(WORKER, event) for (event,) in events))
    assert 1 <= len(looks) <= len(told)
    assert {row[0] for row in owner.execute("select status from webhook_events").fetchall()} == {"done"}
    assert (await service.overview(acme.owner)).plan == "pro"


async def test_a_stale_look_is_dropped(acme, bought, owner):
    await syncing.sync_organization(WORKER, acme.id)
    begun = await syncing._begin(WORKER, acme.id)
    old = await syncing.look(begun.customer, [])
    (subscription,) = await payments().subscriptions(begun.customer)
    await payments().change(subscription, price="pro_month", quantity=9, key="nine")
    await syncing.sync_organization(WORKER, acme.id)
    assert await syncing._end(WORKER, acme.id, begun, old)
    assert (await service.overview(acme.owner)).seats_limit == 9
    earlier = await syncing._begin(WORKER, acme.id)
    await syncing.sync_organization(WORKER, acme.id)
    late = await syncing._begin(WORKER, acme.id)
    await syncing.sync_organization(WORKER, acme.id)
    assert await syncing._end(WORKER, acme.id, earlier, old)
    assert await syncing._end(WORKER, acme.id, late, old)
    assert (await service.overview(acme.owner)).seats_limit == 9


async def test_a_look_that_another_one_overtook_is_taken_again(acme, bought, owner):
    """It began later and saw less: only looking anew tells what is true."""
    await syncing.sync_organization(WORKER, acme.id)
    first, second = [await syncing._begin(WORKER, acme.id) for _ in range(2)]
    before = await syncing.look(second.customer, [])
    (subscription,) = await payments().subscriptions(second.customer)
    await payments().change(subscription, price="pro_month", quantity=9, key="nine")
    assert await syncing._end(WORKER, acme.id, first, await syncing.look(first.customer, []))
    assert not await syncing._end(WORKER, acme.id, second, before)
    assert (await service.overview(acme.owner)).seats_limit == 9
