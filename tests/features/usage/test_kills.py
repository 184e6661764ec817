"""Processes that die with SIGKILL in the middle of everything leave sums that are right."""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

from hiveforge.features import usage
from hiveforge.features.usage import service

from .ledgers import BILLING, allow, meter, sound
from .spender import FileMeter

SPENDER = Path(__file__).with_name("spender.py")
PROJECT = SPENDER.parents[3]


async def test_killed_spenders_lose_nothing_and_charge_nothing_twice(acme, owner, tmp_path):
    await allow(acme, 10)
    await meter(acme, 1_000_000)
    lines = tmp_path / "meter"
    spent = 0
    for _ in range(4):
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SPENDER), str(acme.id), str(acme.member.id), str(lines),
            stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
        for _ in range(random.randint(5, 25)):  # noqa: S311
            assert await asyncio.wait_for(process.stdout.readline(), 20) == b"spent\n"
        await asyncio.sleep(random.uniform(0, 0.02))  # noqa: S311
        process.send_signal(signal.SIGKILL)
        spent += await process.wait() == -signal.SIGKILL
        assert await sound(acme)
    assert spent == 4

    owner.execute("update usage_reservations set expires_at = now() where state = 'open'")
    await service.catch_up(BILLING)
    await usage.report_overage(BILLING, FileMeter(str(lines)))

    balance = await usage.balance(acme.viewer)
    settled = owner.execute("select sum(amount), count(*) from usage_entries where kind = 'settle'").fetchone()
    assert balance.reserved == 0
    assert settled[0] == balance.included_used + balance.overage_used == settled[1] * 2
    told = dict(line.split() for line in lines.read_text().splitlines())
    assert sum(map(int, told.values())) == balance.overage_used
    assert await sound(acme)
