"""Web and worker die with SIGKILL at random while people buy and change: nothing is charged twice, no payment is lost.

`HIVEFORGE_TEST_BILLING_ACTS` says how many acts, `HIVEFORGE_TEST_BILLING_SEED` which ones, and when who dies; when that
hits what is the machine's matter.
"""

import asyncio
import os
import random
import time
from datetime import UTC, datetime

import httpx
import pytest
from factories import Tenant
from waiting import until

from hiveforge.core import jobs
from hiveforge.core.actor import system
from hiveforge.features import usage
from hiveforge.features.billing import service
from hiveforge.sandbox import stripe as sandbox

from . import processes
from .books import Books
from .shoppers import Errands, Shopper

ACTS = int(os.environ.get("HIVEFORGE_TEST_BILLING_ACTS", "200"))
SEED = os.environ.get("HIVEFORGE_TEST_BILLING_SEED") or str(random.randint(1, 999_999))  # noqa: S311
ORGANIZATIONS, PEOPLE = 4, 2
AFTER = system("looking after kills, in a test")


@pytest.fixture
async def tenants(owner):
    return [await Tenant(f"shop-{number}").found() for number in range(ORGANIZATIONS)]


@pytest.fixture
async def browser():
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{processes.free_port()}", timeout=30) as one:
        yield one


@pytest.fixture
def victims(account, monkeypatch):
    """Web and worker, and what remains of them ended afterwards."""
    monkeypatch.setenv("PORT", str(processes.free_port()))
    both = processes.Victim(processes.serve), processes.Victim(processes.work)
    yield both
    for victim in both:
        victim.process.kill()


async def storm(errands, victims, owner):
    """Kill one of them every few acts, somewhere in the middle; once let the trials end, so that money is charged."""
    dice, due = random.Random(SEED), 0  # noqa: S311
    while (due := due + dice.randint(8, 14)) < ACTS:
        async with errands.more:
            await errands.more.wait_for(lambda: errands.begun >= due)
        await asyncio.sleep(dice.uniform(0, 0.25))
        victim = dice.choice(victims)
        victim.kill()
        victim.start()
        if not errands.trials_over and due >= ACTS // 5:
            await end_trials(owner)
            errands.trials_over = True


async def end_trials(owner):
    (last,) = owner.execute(
        "select max((body ->> 'trial_end')::bigint) from stripe_objects where kind = 'subscription'"
    ).fetchone()
    await sandbox.advance(to=datetime.fromtimestamp(last + 1, UTC))


async def calm(victims, owner):
    """Nobody dies any more: the jobs of the dead are rescued, and what waits for another try gets it."""
    _, worker = victims
    worker.kill()
    owner.execute("update jobs.procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    async with jobs.connected():
        await jobs.rescue_stalled()
    owner.execute("update jobs.procrastinate_jobs set scheduled_at = null where status = 'todo'")
    worker.start()
    waiting = "select from jobs.procrastinate_jobs where status in ('todo', 'doing') and queue_name = 'default' limit 1"
    await until(lambda: not owner.execute(waiting).rowcount, seconds=300)


@pytest.mark.timeout(900)  # what takes 40 seconds on two idle cores takes many minutes on two crowded ones
async def test_killed_processes_charge_nothing_twice_and_lose_no_payment(tenants, victims, browser, owner):
    errands = await shop(tenants, victims, browser, owner)
    assert errands.begun == ACTS
    assert errands.interrupted > ACTS // 20, "the kills must hit something"
    assert "internal" not in errands.refused

    books = await Books.open(owner)
    books.check_charges(errands.paid)
    books.check_keys()
    books.check_one_of_each([tenant.id for tenant in tenants])
    books.check_prices()
    books.check_mirror()
    for tenant in tenants:
        assert (await service.overview(tenant.owner)).packs_left == books.packs(tenant.id)
        assert await usage.audit_ledger(AFTER, tenant.id) == []

    settled = "select external_id from billing_acts where status = 'settled' and external_id = any(%s)"
    assert owner.execute(settled, [errands.paid]).rowcount == len(errands.paid), "a payment was lost"
    assert {row[0] for row in owner.execute("select status from webhook_events").fetchall()} == {"done"}
    done = await service.reconcile(AFTER, mend=False)
    assert (done.found, done.failed) == (0, 0)


async def shop(tenants, victims, browser, owner):
    """Have everybody do their errands in the storm, and wait until all is handled."""
    print(f"seed {SEED}")  # noqa: T201
    await sandbox.hold_deliveries(False)
    errands, began = Errands(ACTS), time.monotonic()
    people = [
        Shopper(tenant, errands, browser, f"{SEED}/{tenant.slug}/{number}")
        for tenant in tenants
        for number in range(PEOPLE)
    ]
    await asyncio.gather(storm(errands, victims, owner), *(person.shop() for person in people))
    shopped = time.monotonic()
    await calm(victims, owner)
    print(  # noqa: T201
        f"{errands.begun} acts, {errands.interrupted} interrupted, {len(errands.paid)} checkouts paid, {errands.refused};"
        f" web killed {victims[0].kills} times, worker {victims[1].kills};"
        f" {shopped - began:.1f} s, then {time.monotonic() - shopped:.1f} s until all was handled"
    )
    return errands
