"""The provider's stand-in with our plans in it, whose messages stay with it until a test delivers them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from hiveforge.core.actor import system
from hiveforge.features.billing import ArrangeForm, CheckoutForm, service
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

TERMS = ArrangeForm(seats=40, ai_credits=7000, audit_days=3650, note="Contract 7", until=date(2040, 12, 31))
SYNC = system("synchronizing billing, in a test")


class Line(httpx.AsyncBaseTransport):
    """The line to the provider: `before` may wait, or answer in its place."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.before: Callable[[httpx.Request], Awaitable[httpx.Response | None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self.before(request) if self.before else None
        return answer or await self.inner.handle_async_request(request)


@pytest.fixture
def line(account, monkeypatch):
    client = account._account.http_client._client_async
    between = Line(client._transport)
    monkeypatch.setattr(client, "_transport", between)
    return between


@pytest.fixture
async def account(owner):
    """An empty account with our catalogue."""
    await sandbox.hold_deliveries()
    await service.sync_plans(SYNC)
    payments()._prices.forget()  # pyright: ignore[reportAttributeAccessIssue]  it was another account's a moment ago
    return payments()


@pytest.fixture
def say(http):
    """Deliver events to the webhook, signed; returns the answers' statuses."""

    async def deliver(*events, **signing) -> list[int]:
        statuses = []
        async with http() as client:
            client.headers.pop("Origin")
            for event in events:
                body, signature = sandbox.signed(event, **signing)
                answer = await client.post("/webhooks/stripe", content=body, headers={"Stripe-Signature": signature})
                statuses.append(answer.status_code)
        return statuses

    return deliver


@pytest.fixture
def told(say, drain):
    """Deliver everything that the provider has to say since the last time, and handle it."""
    last = [""]

    async def everything() -> list[int]:
        events = await sandbox.events_since(last[0])
        last[0] = events[-1]["id"] if events else last[0]
        statuses = await say(*events)
        await drain()
        return statuses

    return everything


@pytest.fixture
def checkout_of(owner):
    """The name of the checkout that an organization began last."""

    def name(tenant) -> str:
        row = owner.execute(
            "select external_id from billing_acts where organization_id = %s order by created_at desc limit 1",
            [tenant.id],
        ).fetchone()
        return row[0]

    return name


@pytest.fixture
def subscribe(account, told, checkout_of):
    """An organization buys Pro with a test card, and its trial is over when `trial` is False."""

    async def buy(tenant, *, card=sandbox.CARD, interval="month", seats=None, trial=False):
        await service.start_checkout(tenant.owner, CheckoutForm(plan="pro", interval=interval, seats=seats))
        await sandbox.pay_checkout(checkout_of(tenant), card)
        if not trial:
            await sandbox.advance(by=timedelta(days=15))
        await told()
        return await service.overview(tenant.owner)

    return buy


@pytest.fixture
def mails(owner):
    """The kinds of the mails in the outbox with the recipient's role, oldest first."""

    def kinds(to: str = "owner") -> list[str]:
        rows = owner.execute(
            "select kind from outgoing_mails where recipient like %s and kind like 'billing.%%' order by created_at, id",
            [f"{to}@%"],
        ).fetchall()
        return [row[0].removeprefix("billing.") for row in rows]

    return kinds


@pytest.fixture
async def bought(acme, account, checkout_of):
    """The events of a purchase that nobody has delivered."""
    await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    await sandbox.pay_checkout(checkout_of(acme))
    return await sandbox.events_since()


@pytest.fixture
def arrange(acme, globex):
    """Give acme a plan by arrangement, as somebody who runs the installation."""
    admin = replace(globex.owner, platform_admin=True)

    async def give(**changes):
        await service.arrange_plan(admin, acme.id, TERMS.model_copy(update=changes))

    return give


@pytest.fixture
def admin(globex):
    """Somebody who runs the installation."""
    return replace(globex.owner, platform_admin=True)


@pytest.fixture
def standing(admin):
    async def differences():
        await service.reconcile_now(admin)
        return {one.kind: one for one in (await service.list_differences(admin, standing_only=True)).rows}

    return differences


@pytest.fixture
def attempts(owner, admin):
    """What the audit log says was done about differences."""

    def after():
        rows = owner.execute(
            "select actor_name, after from audit_entries where action = 'billing.fix_difference' order by created_at, id"
        ).fetchall()
        assert {name for name, _ in rows} <= {admin.name}
        return [row[1] for row in rows]

    return after
