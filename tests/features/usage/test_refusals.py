"""Overage that the provider refuses for good: said once, not sent again by itself, and sent again when somebody asks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import person
from waiting import until

from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import AppError, NotFound, Unavailable
from hiveforge.features import plans, usage
from hiveforge.gateways.payments import PaymentRefused, PaymentsMisconfigured, UsageRefused, payments

from .ledgers import BILLING, allow, meter, sound, spend
from .meter import Meter

METER = {"kind": "meter", "event_name": plans.METER["event_name"], "name": plans.METER["name"]}
NO_CUSTOMER = "No such customer: 'cus_1'"


class Answering(Meter):
    """A meter that answers with this error, once it may; None takes what it is told."""

    def __init__(self, error: AppError | None = None) -> None:
        super().__init__()
        self.error, self.may_answer = error, asyncio.Event()
        self.may_answer.set()

    async def report_usage(self, customer, *, value, identifier, at):
        if self.error is None:
            await super().report_usage(customer, value=value, identifier=identifier, at=at)
            return
        self.calls += 1
        await self.may_answer.wait()
        raise self.error


@pytest.fixture
async def over(acme):
    """An organization that has gone 30 beyond its 10 credits."""
    await allow(acme, 10)
    await meter(acme, 500)
    await spend(acme.member, 40, "a")
    return acme


@pytest.fixture
async def root(owner):
    return replace(await person("root@people.test", name="Robin Root"), platform_admin=True)


@pytest.fixture
def report(owner):
    def row():
        return owner.execute(
            "select state, last_error, reported_at is null, refused_at is null from usage_reports"
        ).fetchone()

    return row


def span():
    return now() - timedelta(days=20), now() + timedelta(days=20)


@pytest.mark.parametrize(
    ("error", "state", "words", "calls"),
    [
        (UsageRefused(NO_CUSTOMER), "refused", NO_CUSTOMER, 1),
        (PaymentRefused("The account is closed."), "refused", "The account is closed.", 1),
        (NotFound(), "refused", "The payment provider knows no such customer.", 1),
        (Unavailable("Stripe does not answer."), "waiting", "Stripe does not answer.", 3),
        (PaymentsMisconfigured(), "waiting", PaymentsMisconfigured.message, 3),
        (None, "reported", "", 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AppError) else None,
)
async def test_what_an_answer_means_for_a_report(over, report, audited, error, state, words, calls):
    provider = Answering(error)
    for _ in range(3):
        await usage.report_overage(BILLING, provider)
    assert report() == (state, words, state != "reported", state != "refused")
    assert provider.calls == calls
    assert await usage.refused_total(BILLING, over.id, *span()) == (30 if state == "refused" else 0)
    assert await usage.reported_total(BILLING, over.id, *span()) == (30 if state == "reported" else 0)
    assert audited().count("usage.report_overage") == (state == "refused")
    assert await sound(over)


async def test_a_refusal_holds_up_nothing_that_comes_later(over, report, owner):
    provider = Answering(UsageRefused(NO_CUSTOMER))
    await usage.report_overage(BILLING, provider)
    provider.error = None
    await spend(over.member, 5, "b")
    assert await usage.report_overage(BILLING, provider) == 1
    assert sorted(owner.execute("select amount, state from usage_reports").fetchall()) == [
        (5, "reported"), (30, "refused"),
    ]  # fmt: skip


async def test_a_refusal_that_nobody_noted_because_its_worker_died_comes_again(over, report):
    provider = Answering(UsageRefused(NO_CUSTOMER))
    provider.may_answer.clear()
    dying = asyncio.create_task(usage.report_overage(BILLING, provider))
    await until(lambda: provider.calls)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    assert report()[0] == "waiting"
    provider.may_answer.set()
    assert await usage.report_overage(BILLING, provider) == 0
    assert (report()[0], provider.calls) == ("refused", 2)


async def test_several_workers_refuse_once(over, report, audited):
    provider = Answering(UsageRefused(NO_CUSTOMER))
    await asyncio.gather(*(usage.report_overage(BILLING, provider) for _ in range(5)))
    assert (report()[0], audited().count("usage.report_overage")) == ("refused", 1)


async def test_what_the_provider_has_taken_is_not_refused_by_a_worker_that_hears_of_it_late(over, report, audited):
    late = Answering(UsageRefused(NO_CUSTOMER))
    late.may_answer.clear()
    slow = asyncio.create_task(usage.report_overage(BILLING, late))
    await until(lambda: late.calls)
    assert await usage.report_overage(BILLING, Meter()) == 1
    late.may_answer.set()
    assert await slow == 0
    assert (report()[:2], audited().count("usage.report_overage")) == (("reported", ""), 0)


async def test_it_is_listed_in_the_providers_words_and_sent_again_once_its_cause_is_gone(
    over, root, owner, report, audited, queued
):
    provider = Answering(UsageRefused(NO_CUSTOMER))
    await usage.report_overage(BILLING, provider)
    listed = await usage.list_refused(root)
    (line,) = listed.rows
    assert (line.organization_name, line.amount, line.payer, line.reason, listed.total) == (
        "Acme", 30, "cus_1", NO_CUSTOMER, 1,
    )  # fmt: skip
    for _ in range(2):
        await usage.retry_report(root, line.id)
    assert report()[0] == "waiting"
    assert queued().count("usage.send_report") == 1
    assert audited().count("usage.retry_report") == 1
    assert (await usage.list_refused(root)).total == 0
    provider.error = None
    assert await usage.report_overage(BILLING, provider) == 1
    assert (provider.total(), report()) == (30, ("reported", "", False, True))
    row = owner.execute(
        "select actor_name, target_name, before, organization_id from audit_entries where action = 'usage.retry_report'"
    ).fetchone()
    assert row == ("Robin Root", "30 AI credits", {"refused because": NO_CUSTOMER}, over.id)


@pytest.mark.parametrize("days", [0, 2])
async def test_another_refusal_or_a_late_try_counts_nothing_twice(over, root, owner, report, days):
    """After a day the provider has forgotten the identifier: then its meter is read first."""
    provider = Answering(UsageRefused(NO_CUSTOMER))
    await usage.report_overage(BILLING, provider)
    for _ in range(2):
        (line,) = (await usage.list_refused(root)).rows
        await usage.retry_report(root, line.id)
        await usage.report_overage(BILLING, provider)
    owner.execute("update usage_reports set tried_at = now() - make_interval(days => %s)", [days])
    provider.error = None
    provider.counted.append(("cus_1", 30, (await usage.list_refused(root)).rows[0].used_at) if days else ("", 0, now()))
    await usage.retry_report(root, (await usage.list_refused(root)).rows[0].id)
    assert await usage.report_overage(BILLING, provider) == 1
    assert (provider.total("cus_1"), report()[0]) == (30, "reported")


async def test_only_those_who_run_the_installation_see_and_repeat_them(over, root):
    await usage.report_overage(BILLING, Answering(UsageRefused(NO_CUSTOMER)))
    (line,) = (await usage.list_refused(root)).rows
    for act in (usage.list_refused(over.owner), usage.retry_report(over.owner, line.id)):
        with pytest.raises(NotFound):
            await act
    with pytest.raises(NotFound):
        await usage.retry_report(root, new_id())


async def test_a_customer_who_is_unknown_is_refused_and_billed_once_known(acme, root, owner, report, drain):
    """The real SDK against the stand-in, with the job that the click queues: an old refusal is not repeated."""
    provider = payments()
    await provider.sync_plans([METER], dry_run=False)
    await allow(acme, 10, payer="cus_late")
    await meter(acme, 500)
    await spend(acme.member, 40, "a")
    for _ in range(2):
        assert await usage.report_overage(BILLING, provider) == 0
    assert report()[:2] == ("refused", "No such customer: 'cus_late'")
    made = await provider.create_customer(organization=str(acme.id), name="Acme", email="a@acme.test", key="acme")
    owner.execute(
        "update stripe_objects set stripe_id = 'cus_late', body = body || '{\"id\": \"cus_late\"}' where stripe_id = %s",
        [made.id],
    )
    await usage.retry_report(root, (await usage.list_refused(root)).rows[0].id)
    await drain()
    assert report()[:2] == ("reported", "")
    assert await provider.reported_usage("cus_late", start=span()[0], end=now() + timedelta(days=1)) == 30


async def test_an_account_without_the_meter_is_at_fault_and_not_the_report(over, report):
    await usage.report_overage(BILLING, payments())
    assert report()[:2] == ("waiting", PaymentsMisconfigured.message)
