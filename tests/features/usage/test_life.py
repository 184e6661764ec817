"""Random lives of an account, held against the model after every step."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

from factories import Tenant
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hiveforge.core.clock import now
from hiveforge.features import usage
from hiveforge.features.usage import OutOfCredits, OverageForm, OverageNotIncluded, ReserveForm, service

from .ledgers import BILLING, allow
from .meter import Meter
from .model import Model

AMOUNTS = st.integers(1, 120)
KEYS = st.sampled_from("abcdefgh")


class Life(RuleBasedStateMachine):
    """The machine runs in a thread; acts run in the loop that the database's pool belongs to."""

    held = Bundle("held")
    loop: asyncio.AbstractEventLoop
    owner: Any
    numbers = itertools.count()

    def do(self, act):
        return asyncio.run_coroutine_threadsafe(act, self.loop).result(30)

    def sql(self, statement, *values):
        return self.do(asyncio.to_thread(self.owner.execute, statement, list(values)))

    @initialize()
    def found(self):
        self.sql("delete from usage_reports")  # what an earlier life could not report is not this provider's
        self.tenant = self.do(Tenant(f"life-{next(self.numbers)}").found())
        self.model, self.ids, self.provider, self.starts = Model(), {}, Meter(), now() - timedelta(days=2)

    @rule(target=held, key=KEYS, amount=AMOUNTS)
    def reserve(self, key, amount):
        fits = self.model.reserve(key, amount)
        try:
            row = self.do(usage.reserve(self.tenant.member, ReserveForm(amount=amount, key=key)))
            assert fits
            self.ids[key] = row.id
        except OutOfCredits:
            assert not fits
        return key

    @rule(key=held, cost=st.integers(0, 200))
    def settle(self, key, cost):
        if key in self.ids:
            expected = self.model.settle(key, cost)
            paid = self.do(usage.settle(self.tenant.member, self.ids[key], cost))
            assert (paid.included, paid.packs, paid.overage) == expected

    @rule(key=held)
    def release(self, key):
        if key in self.ids:
            self.model.end(key, "released")
            assert self.do(usage.release(self.tenant.admin, self.ids[key])).state == self.model.held[key].state

    @rule(key=held)
    def expire(self, key):
        if key in self.ids:
            self.model.end(key, "expired")
            self.sql("update usage_reservations set expires_at = now() where id = %s", self.ids[key])
            self.do(service.catch_up(BILLING))

    @rule(credits=AMOUNTS, key=KEYS)
    def add_pack(self, credits, key):  # noqa: A002
        assert self.do(usage.add_pack(BILLING, self.tenant.id, credits, key)) is (key not in self.model.packs_bought)
        if key not in self.model.packs_bought:
            self.model.packs_bought.add(key)
            self.model.packs += credits

    @rule(included=st.integers(0, 300), allowed=st.booleans())
    def change_plan(self, included, allowed):
        self.do(allow(self.tenant, included, starts=self.starts, payer="cus_1", overage=allowed))
        self.model.allow(included, allowed=allowed)

    @rule(budget=st.integers(0, 150))
    def choose(self, budget):
        form = OverageForm(mode="metered" if budget else "block", budget=budget)
        try:
            self.do(usage.choose_overage(self.tenant.owner, form))
            self.model.choose(budget)
        except OverageNotIncluded:
            assert budget
            assert not self.model.allowed

    @rule()
    def a_month_passes(self):
        # The period moves into the past; what is held stays held, and is paid by the new period.
        self.sql(
            "update usage_accounts set anchor_at = anchor_at - interval '31 days', period_started_at ="
            " period_started_at - interval '31 days', period_ends_at = period_ends_at - interval '31 days'"
            " where organization_id = %s and period_ends_at <= now() + interval '31 days'",
            self.tenant.id,
        )
        if self.do(service.catch_up(BILLING)):
            self.model.new_period()
            self.starts = self.sql(
                "select period_started_at from usage_accounts where organization_id = %s", self.tenant.id
            ).fetchone()[0]

    @rule(lost=st.booleans())
    def report(self, lost):
        self.provider.loses_answers = lost
        self.do(usage.report_overage(BILLING, self.provider))
        if not lost:
            assert self.provider.total() == self.model.billable

    @invariant()
    def agrees(self):
        if hasattr(self, "tenant"):
            seen, model = self.do(usage.balance(self.tenant.viewer)), self.model
            assert (seen.included, seen.included_used, seen.packs, seen.reserved, seen.overage_used) == (
                (model.included, model.used, model.packs, model.reserved, model.over)
            )
            assert (seen.remaining, seen.alert) == (model.remaining, model.alert)
            assert self.do(usage.audit_ledger(BILLING, self.tenant.id)) == []


async def test_the_ledger_lives_as_the_model_says(owner):
    Life.loop, Life.owner = asyncio.get_running_loop(), owner
    lives = settings(
        max_examples=25, stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    await asyncio.to_thread(run_state_machine_as_test, Life, settings=lives)
