"""Processes that die with SIGKILL in the middle of buying and changing: nothing is charged twice, no payment is lost.

`HIVEFORGE_TEST_BILLING_ACTS` says how many acts (20 in `make test`).
"""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

from hiveforge.core.actor import system
from hiveforge.features import plans, usage
from hiveforge.features.billing import service
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

CLICKER = Path(__file__).with_name("clicker.py")
PROJECT = CLICKER.parents[3]
ACTS = int(os.environ.get("HIVEFORGE_TEST_BILLING_ACTS", "20"))
AFTER = system("looking after kills, in a test")


async def killed_after(tenant, acts: int) -> int:
    """Let a process act, kill it in the middle of something, and tell how many acts it had begun."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(CLICKER), str(tenant.id), str(tenant.owner.id), tenant.slug,
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    begun = 0
    while begun < acts:
        said = await asyncio.wait_for(process.stdout.readline(), 30)
        assert said, "the process ended by itself"
        begun += said.startswith(b"begin")
    await asyncio.sleep(random.uniform(0, 0.12))  # noqa: S311
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    return begun


async def test_killed_processes_charge_nothing_twice_and_lose_no_payment(acme, account, told, owner):
    done = 0
    while done < ACTS:
        done += await killed_after(acme, random.randint(2, 6))  # noqa: S311
    await told()
    await service.reconcile(AFTER)

    (customer,) = await payments().customers()
    subscriptions = await payments().subscriptions(customer.id)
    assert len([one for one in subscriptions if one.status in {"active", "trialing"}]) <= 1

    keys = [event["request"]["idempotency_key"] for event in await sandbox.events_since()]
    made = [
        key
        for event, key in zip(await sandbox.events_since(), keys, strict=True)
        if event["type"] in {"customer.created", "customer.subscription.updated"} and key
    ]
    assert len(set(made)) == len(made), "the provider acted once for each key"

    invoices = await payments().invoices(customer.id)
    mirrored = owner.execute("select external_id, status, amount_paid from invoices").fetchall()
    assert sorted(mirrored) == sorted((one.id, one.status, one.amount_paid) for one in invoices)

    paid = [event for event in await sandbox.events_since() if event["type"] == "checkout.session.completed"]
    packs = [event for event in paid if event["data"]["object"]["mode"] == "payment"]
    assert (await service.overview(acme.owner)).packs_left == len(packs) * plans.PACKS["credits"]
    assert await usage.audit_ledger(AFTER, acme.id) == []

    seen = await service.overview(acme.owner)
    running = next((one for one in subscriptions if one.status in {"active", "trialing"}), None)
    assert seen.plan == ("pro" if running else "free")
    if running:
        assert (seen.seats_limit, seen.cancel_at) == (running.quantity, running.cancel_at)
    assert (await service.reconcile(AFTER)).found == 0
