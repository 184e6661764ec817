"""Whatever stops an answer, what was used is paid once: people, vendors, and workers that die with SIGKILL.

`HIVEFORGE_TEST_CHATS` says how many questions, `HIVEFORGE_TEST_CHATS_SEED` which fates; when they strike is the machine's matter.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from conftest import PROJECT
from factories import Tenant
from features.assistant.conftest import ANSWER
from gateways.vendor_server import End, Reply
from waiting import until

from hiveforge.core import jobs
from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.features import usage
from hiveforge.features.assistant import rules, service
from hiveforge.features.assistant.schemas import Asked, AskForm, MessageStatus
from hiveforge.gateways.llm import ModelClass, Usage

QUESTIONS = int(os.environ.get("HIVEFORGE_TEST_CHATS", "200"))
SEED = os.environ.get("HIVEFORGE_TEST_CHATS_SEED") or str(random.randint(1, 999_999))  # noqa: S311
CHATTERS = 8
FATES = [
    *[Reply(pause=0.03)] * 12,
    Reply(name="500.json", status=500),
    Reply(name="429.json", status=429, headers={"retry-after": "0.1"}),
    Reply(name="400_filtered.json", status=400),
    Reply(name="fails_midway.sse", pause=0.02),
    Reply(name="without_usage.sse", pause=0.02),
    Reply(name="garbage.sse"),
    Reply(most=3, pause=0.02, end=End.CUT),
    Reply(most=4, pause=0.02, end=End.CLOSED),
]
SWEEPER = system("ending answers that broke off")


async def allow(tenant: Tenant, credits: int) -> None:  # noqa: A002  the domain's word
    async with unit_of_work(system("testing")) as db:
        await usage.set_allowance(
            db, tenant.id, included=credits, period_start=now(), period_end=now() + timedelta(days=30), payer="",
            overage_allowed=False,
        )  # fmt: skip


# Imports everything once. Each line that it reads starts a worker; it writes its process id, and in the end how it ended.
FORKING = """
import os, sys
from hiveforge import slices, worker
slices.load("models")
slices.load("tasks")
for _ in sys.stdin:
    if not (process := os.fork()):
        worker.main()
        os._exit(0)
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


class Worker:
    """The product's own, in a process that can be killed and is back at once, always one at a time."""

    def __init__(self, vendor: str) -> None:
        self.forking = subprocess.Popen(
            [sys.executable, "-c", FORKING], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"OPENAI_API_KEY": "sk-nobody", "OPENAI_BASE_URL": vendor},
        )  # fmt: skip
        self.kills = 0
        self.start()

    def start(self) -> None:
        print(file=self.forking.stdin, flush=True)
        self.process = self._said()

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        assert self._said() == -signal.SIGKILL, "it had ended by itself"
        self.kills += 1

    def _said(self) -> int:
        assert self.forking.stdout
        return int(self.forking.stdout.readline())


@pytest.fixture
def worker(server, owner):
    """It asks the vendor of these tests."""
    started = Worker(server.url)
    yield started
    started.kill()
    started.forking.communicate()


async def rescue(owner) -> None:
    """What the next worker would do a quarter of a minute later."""
    owner.execute("update jobs.procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    async with jobs.connected():
        await jobs.rescue_stalled()


@pytest.mark.timeout(600)
async def test_the_ledger_is_the_sum_of_what_was_used_whoever_stops_fails_or_dies(acme, owner, server, worker):
    print(f"seed {SEED}")  # noqa: T201
    dice = random.Random(SEED)  # noqa: S311
    server.replies.extend(dice.choice(FATES) for _ in range(QUESTIONS * 4))
    server.usual = Reply(pause=0.03)
    await allow(acme, 10 * QUESTIONS)
    left, asked_all = iter(range(QUESTIONS)), []

    async def chat(fate: random.Random) -> None:
        conversation = None
        for number in left:
            asked = await service.ask(acme.member, AskForm(text=f"Question {number}?", conversation=conversation))
            conversation = asked.conversation
            asked_all.append(asked)
            if fate.random() < 0.3:
                await asyncio.sleep(fate.uniform(0, 0.4))
                await service.stop(acme.member, asked.conversation)
            await finished(acme, asked)

    async def storm() -> None:
        for due in range(QUESTIONS // 12, QUESTIONS, QUESTIONS // 7):
            await until(lambda due=due: len(asked_all) >= due, seconds=120)
            await asyncio.sleep(dice.uniform(0, 0.3))
            worker.kill()
            await rescue(owner)
            worker.start()

    await asyncio.gather(storm(), *(chat(random.Random(f"{SEED}/{number}")) for number in range(CHATTERS)))  # noqa: S311
    answers = [await service.follow(acme.member, asked.conversation, asked.answer) for asked in asked_all]
    ends = Counter(answer.status for answer in answers)
    print(f"{dict(ends)}; {worker.kills} kills; {len(server.asked)} requests to the vendor")  # noqa: T201
    assert len(answers) == QUESTIONS
    assert all(
        ends[status] > QUESTIONS // 40
        for status in (MessageStatus.COMPLETE, MessageStatus.STOPPED, MessageStatus.FAILED)
    )
    for answer in answers:
        used = Usage(input_tokens=answer.input_tokens, output_tokens=answer.output_tokens)
        assert answer.credits == (rules.credits_for(ModelClass.STANDARD, used) if answer.input_tokens else 0), answer
    balance = await usage.balance(acme.owner)
    assert balance.included_used == sum(answer.credits for answer in answers) > 0
    assert balance.reserved == 0
    assert await usage.audit_ledger(SWEEPER, acme.id) == []
    assert owner.execute("select count(*) from usage_reservations").fetchone() == (QUESTIONS,)


async def finished(tenant: Tenant, asked: Asked) -> None:
    async with asyncio.timeout(60):
        while not (await service.follow(tenant.member, asked.conversation, asked.answer)).status.finished:  # noqa: ASYNC110  a row, not an event
            await asyncio.sleep(0.1)


async def test_fifty_chats_at_the_edge_of_the_balance_never_overspend(acme, write, server):
    server.usual = Reply(pause=0.01)
    await allow(acme, 30)

    async def chat(number: int) -> str:
        try:
            asked = await service.ask(acme.member, AskForm(text=f"Chat {number}?"))
        except usage.OutOfCredits:
            return ""
        await write(asked.answer)
        return (await service.follow(acme.member, asked.conversation, asked.answer)).text

    texts: list[str] = []
    while any(round_ := await asyncio.gather(*(chat(number) for number in range(50)))):
        texts += filter(None, round_)
    assert set(texts) == {ANSWER}
    balance = await usage.balance(acme.owner)
    assert (balance.included_used, balance.reserved) == (len(texts), 0)
    assert len(texts) <= 30
    assert len(server.asked) == len(texts), "nothing is asked that cannot be paid"
    assert await usage.audit_ledger(SWEEPER, acme.id) == []
