"""Random lives of a subscription whose messages are dropped, doubled and shuffled, held against the provider's truth."""

import asyncio
import itertools
import os
import random
from datetime import timedelta
from typing import Any

from factories import Tenant
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from hiveforge.core.actor import system
from hiveforge.core.errors import AppError
from hiveforge.features import plans, usage
from hiveforge.features.billing import CheckoutForm, SeatsForm, service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

from .books import Sold, sold

NIGHT = system("the night, in a test")
LIVES = int(os.environ.get("HIVEFORGE_TEST_BILLING_LIVES", "12"))
CARDS = st.sampled_from([sandbox.CARD, "4000000000000341"])


class Life(RuleBasedStateMachine):
    """The machine runs in a thread; acts run in the loop that the database's pool belongs to."""

    loop: asyncio.AbstractEventLoop
    owner: Any
    say: Any
    drain: Any
    numbers = itertools.count()

    def do(self, act):
        return asyncio.run_coroutine_threadsafe(act, self.loop).result(60)

    def attempt(self, act):
        """What is refused changes nothing; whether it was right to refuse is other tests' matter."""
        try:
            return self.do(act)
        except (AppError, sandbox.Refusal):
            return None

    def sql(self, statement, *values):
        return self.do(asyncio.to_thread(self.owner.execute, statement, list(values))).fetchall()

    @initialize()
    def found(self):
        self.tenant = self.do(Tenant(f"life-{next(self.numbers)}").found())
        self.last = (self.do(sandbox.events_since()) or [{"id": ""}])[-1]["id"]

    @property
    def customer(self):
        rows = self.sql("select external_id from billing_customers where organization_id = %s", self.tenant.id)
        return rows[0][0] if rows else ""

    @rule(card=CARDS)
    def subscribe(self, card):
        if url := self.attempt(service.start_checkout(self.tenant.owner, CheckoutForm(plan="pro"))):
            self.attempt(sandbox.pay_checkout(url.rpartition("/")[2], card))

    @rule(seats=st.integers(4, 8))
    def change_seats(self, seats):
        self.attempt(service.set_seats(self.tenant.owner, SeatsForm(seats=seats)))

    @rule(interval=st.sampled_from(plans.Interval))
    def change_interval(self, interval):
        self.attempt(service.change_plan(self.tenant.owner, ChangeForm(plan="pro", interval=interval, seats=5)))

    @rule()
    def cancel(self):
        self.attempt(service.cancel(self.tenant.owner, CancelForm()))

    @rule()
    def resume(self):
        self.attempt(service.resume(self.tenant.owner))

    @rule(card=CARDS)
    def use_card(self, card):
        if self.customer:
            self.attempt(sandbox.use_card(self.customer, card))

    @rule()
    def pay(self):
        for invoice in self.do(payments().invoices(self.customer)) if self.customer else []:
            if invoice.status == "open":
                self.attempt(sandbox.pay_invoice(invoice.id))

    @rule(days=st.sampled_from([2, 5, 13, 15, 31]))
    def wait(self, days):
        self.do(sandbox.advance(by=timedelta(days=days)))

    @rule(seed=st.integers(0, 999))
    def deliver(self, seed):
        """What the provider has to say since the last time: shuffled, some of it twice, some of it never.

        One message about this customer is enough for everything to agree, whatever became of the others.
        """
        dice = random.Random(seed)  # noqa: S311
        events = list(self.do(sandbox.events_since(self.last)))
        self.last = events[-1]["id"] if events else self.last
        said = [event for event in events for _ in range(dice.choice([0, 1, 1, 2]))]
        dice.shuffle(said)
        assert set(self.do(self.say(*said))) <= {204}
        self.do(self.drain())
        if any(self.is_mine(event) for event in said):
            self.agree()

    @rule()
    def night(self):
        """After the night everything agrees, even if every message was lost by day."""
        self.do(service.reconcile(NIGHT))
        self.do(service.dun(NIGHT))
        self.agree()

    def is_mine(self, event):
        about = event["data"]["object"]
        return bool(self.customer) and self.customer in {about.get("customer"), about.get("id")}

    def agree(self):
        """What this organization sees and may do is what the provider has sold to it."""
        customer, viewer = self.customer, self.tenant.viewer
        objects = self.sql("select body from stripe_objects where customer = %s", customer)
        truth = sold([body for (body,) in objects], self.do(sandbox.now()))
        seen = self.do(service.overview(viewer))
        assert truth == Sold(
            seen.plan, seen.status, seen.seats_limit, seen.trial_end, seen.cancel_at, seen.access_until
        )
        assert self.do(service.entitlement(viewer, plans.Feature.AUDIT_EXPORT)).allowed is (truth.plan == "pro")
        assert self.do(service.entitlement(viewer, plans.Quantity.SEATS)).limit == truth.seats
        assert self.do(usage.balance(viewer)).included == plans.get(truth.plan).limit(plans.Quantity.AI_CREDITS)
        theirs = self.do(payments().invoices(customer)) if customer else []
        ours = self.sql(
            "select external_id, status, amount_paid from invoices where organization_id = %s", self.tenant.id
        )
        assert set(ours) == {(one.id, one.status, one.amount_paid) for one in theirs}

    def teardown(self):
        """The account is shared: what goes on running would renew in every other life."""
        if not hasattr(self, "tenant"):
            return
        self.night()
        for one in self.do(payments().subscriptions(self.customer)) if self.customer else []:
            self.do(payments().end_now(one.id, key=f"teardown/{one.id}"))
        self.do(asyncio.to_thread(self.owner.execute, "delete from organizations where id = %s", [self.tenant.id]))


async def test_every_life_ends_as_the_provider_has_it(account, owner, say, drain):
    Life.loop, Life.owner, Life.say, Life.drain = (
        asyncio.get_running_loop(),
        owner,
        staticmethod(say),
        staticmethod(drain),
    )
    lives = settings(
        max_examples=LIVES,
        stateful_step_count=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a life is short enough to read, and shrinking it takes minutes,
    )
    await asyncio.to_thread(run_state_machine_as_test, Life, settings=lives)
