"""The messages of a purchase, and those of an end, in any order: the same plan, credits and mails in the end.

Four come in every order, a fifth in each of its places among them.
"""

import itertools
from datetime import timedelta

import pytest

from hiveforge.core.actor import system
from hiveforge.features import plans, usage
from hiveforge.features.billing import CheckoutForm, service
from hiveforge.features.billing.schemas import StandingStatus
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

DUNNING = system("reminding, in a test")
WRITTEN = (
    "webhook_events", "billing_customers", "billing_acts", "subscriptions", "billing_standings", "invoices",
    "payment_failures", "usage_accounts", "usage_entries", "usage_reservations", "outgoing_mails",
)  # fmt: skip


@pytest.fixture
def every_end(acme, say, drain, owner):
    """What stands in the end, once for each other end that some order of these messages leads to."""

    async def ends(events):
        for table in WRITTEN:
            owner.execute(f"create temporary table before_{table} as table {table}")
        found = set()
        for number, others in enumerate(itertools.permutations(events[1:])):
            place = number % len(events)
            order = (*others[:place], events[0], *others[place:])
            forget()
            assert await say(*order) == [204] * len(order)
            await drain()
            found.add(await seen())
        return found

    def forget():
        """Everything is as it was before the messages, also what only grows."""
        with owner.transaction():
            owner.execute("set local session_replication_role = replica")
            for table in WRITTEN:
                owner.execute(f"delete from {table}")
                owner.execute(f"insert into {table} table before_{table}")

    async def seen():
        shown, balance = await service.overview(acme.owner), await usage.balance(acme.owner)
        mails = owner.execute(
            "select kind, idempotency_key from outgoing_mails where kind like 'billing.%' order by 1, 2"
        )
        return (
            (shown.plan, shown.status, shown.seats_limit, shown.period_end, shown.trial_end, shown.access_until),
            (shown.card and shown.card.last4, tuple(invoice.number for invoice in shown.invoices)),
            (balance.included, balance.included_used, balance.packs, balance.remaining, balance.resets_at),
            tuple(owner.execute("select id, status from billing_acts order by id").fetchall()),
            tuple(mails.fetchall()),
        )

    yield ends
    for table in WRITTEN:
        owner.execute(f"drop table if exists before_{table}")


def one_of_each(events, *kinds):
    """The last message of each kind."""
    last = {event["type"]: event for event in events}
    return [last[kind] for kind in kinds]


async def test_every_order_of_a_purchases_messages_ends_alike(acme, account, checkout_of, every_end):
    """A plan and a pack are bought, seats are added; nothing of it has been heard of."""
    await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    await sandbox.pay_checkout(checkout_of(acme))
    plan = await sandbox.events_since()
    await service.buy_pack(acme.owner)
    await sandbox.pay_checkout(checkout_of(acme))
    (customer,) = await payments().customers()
    (running,) = await payments().subscriptions(customer.id)
    await payments().change(running, price=running.price, quantity=6, key="six seats")
    rest = (await sandbox.events_since())[len(plan) :]
    events = one_of_each(plan, "customer.subscription.created", "checkout.session.completed", "invoice.paid")
    events += one_of_each(rest, "checkout.session.completed", "customer.subscription.updated")
    ends = await every_end(events)
    assert len(ends) == 1, _parts(ends)
    (end,) = ends
    (seen, _, balance, acts, mails) = end
    assert seen[:3] == ("pro", StandingStatus.TRIALING, 6)
    included = plans.get("pro").limit(plans.Quantity.AI_CREDITS)
    assert balance[:4] == (included, 0, plans.PACKS["credits"], included + plans.PACKS["credits"])
    assert {status for _, status in acts} == {"settled"}
    assert {kind for kind, _ in mails} == {"billing.plan_changed", "billing.receipt"}


async def test_every_order_of_an_ends_messages_ends_alike(acme, subscribe, every_end):
    """A renewal fails, is tried again in vain, and the plan is ended; the messages of it come all at once."""
    await subscribe(acme, card="4000000000000341", trial=True)
    (customer,) = await payments().customers()
    last = (await sandbox.events_since())[-1]["id"]
    await sandbox.advance(by=timedelta(days=15))
    first = await sandbox.events_since(last)
    await sandbox.advance(by=timedelta(days=4))
    (running,) = await payments().subscriptions(customer.id)
    await payments().end_now(running.id, key="in the dashboard")
    rest = (await sandbox.events_since(last))[len(first) :]
    assert running.status == "past_due"
    events = one_of_each(first, "invoice.finalized", "invoice.payment_failed", "customer.subscription.updated")
    events += one_of_each(rest, "invoice.payment_failed", "customer.subscription.deleted")
    ends = await every_end(events)
    assert len(ends) == 1, _parts(ends)
    (end,) = ends
    (seen, _, balance, _, mails) = end
    assert seen[:3] == ("free", StandingStatus.ENDED, 3)
    assert balance[0] == plans.FREE.limit(plans.Quantity.AI_CREDITS)
    assert {kind for kind, _ in mails} == {"billing.plan_changed", "billing.plan_ended"}


def _parts(ends):
    """Where ends differ."""
    return [set(part) for part in zip(*ends, strict=True) if len(set(part)) > 1]
