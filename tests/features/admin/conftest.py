"""Somebody who runs the installation, and a message of Stripe in each state."""

from dataclasses import replace

import pytest
from factories import person

from hiveforge.core.actor import system
from hiveforge.features.billing import CheckoutForm, service
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

SYNC = system("synchronizing billing, in a test")

ADDED = (
    "insert into webhook_events (id, created_at, source, external_id, kind, object_kind, object, customer, payload,"
    " received_at, status, reason, attempts) values (gen_random_uuid(), now(), 'stripe', %s, %s, '', '', %s, '{}',"
    " now() - make_interval(mins => %s), %s, %s, 1) returning id"
)


@pytest.fixture
async def root(owner):
    return replace(await person("root@people.test", name="Robin Root"), platform_admin=True)


@pytest.fixture
def difference(owner, acme):
    """`difference("seats")` stands; it returns its id."""

    def differ(kind="seats", *, organization=acme.id, subject="sub_1"):
        row = owner.execute(
            "insert into billing_differences (id, created_at, organization_id, customer, kind, subject, stripe_says,"
            " we_say, found_at, fixed_by) values (gen_random_uuid(), now(), %s, 'cus_1', %s, %s, '2 seats', '5 seats',"
            " now(), '') returning id",
            [organization, kind, subject],
        ).fetchone()
        return row[0]

    return differ


@pytest.fixture
def message(owner):
    """`message("evt_1", "parked")` is kept; it returns its id."""

    def keep(name, status="done", *, kind="invoice.paid", customer="cus_1", reason="", minutes_ago=0):
        return owner.execute(ADDED, [name, kind, customer, minutes_ago, status, reason]).fetchone()[0]

    return keep


@pytest.fixture
async def account(owner):
    """An empty account at the provider's stand-in, with our catalogue."""
    await sandbox.hold_deliveries()
    await service.sync_plans(SYNC)
    payments()._prices.forget()  # pyright: ignore[reportAttributeAccessIssue]  it was another account's a moment ago
    return payments()


@pytest.fixture
async def bought(acme, account, owner):
    """Acme is on Pro, and our tables know it."""
    await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    (checkout,) = owner.execute("select external_id from billing_acts where kind = 'checkout'").fetchone()
    await sandbox.pay_checkout(checkout)
    await service.sync_organization(SYNC, acme.id)
    return acme
