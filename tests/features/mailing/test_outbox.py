"""Mail leaves exactly once, only after commit, and its fate is written down."""

import asyncio
import signal
import sys
from datetime import timedelta

import pytest
from mail_stand_in import KEY, served

from hiveforge.core import jobs
from hiveforge.core.actor import system, visitor
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import settings
from hiveforge.features import mailing
from hiveforge.features.mailing import service, tasks
from hiveforge.sandbox.resend import Fault, ResendStandIn

SYSTEM = system("testing mail")
HELLO = mailing.Email(mailing.Heading("Hello"), mailing.Code("482913"), subject="Hello")


async def queue(actor=SYSTEM, *, to="ada@example.com", **options) -> None:
    async with unit_of_work(actor) as db:
        await mailing.queue(db, to=to, email=HELLO, kind="tests.hello", **options)


async def received() -> list[str]:
    return [mail.recipient for mail in await service.list_received(visitor())]


@pytest.fixture
def outbox(owner):
    def rows() -> list[tuple]:
        columns = "status, attempts, last_error, provider_id is not null, sent_at is not null"
        return owner.execute(f"select {columns} from outgoing_mails order by id").fetchall()

    return rows


@pytest.fixture
def waiting(queued):
    """How many mails have a job that waits; workers queue periodic jobs by themselves."""
    return lambda: queued().count("mailing.send")


@pytest.fixture
def in_the_queue(owner):
    """Runs SQL where the queue's triggers find their tables."""
    owner.execute("set search_path = public, jobs")
    yield owner.execute
    owner.execute("reset search_path")


@pytest.fixture
async def resend(owner, monkeypatch):
    """Mail goes to a stand-in for Resend."""
    stand_in = ResendStandIn(KEY)
    async with served(stand_in) as url:
        monkeypatch.setenv("RESEND_API_KEY", KEY)
        monkeypatch.setenv("RESEND_API_URL", url)
        settings.cache_clear()
        yield stand_in
    settings.cache_clear()


async def test_queued_mail_is_sent_by_the_worker(owner, outbox, waiting, drain):
    await queue()
    assert waiting() == 1
    assert await received() == []
    await drain()
    assert await received() == ["ada@example.com"]
    assert outbox() == [("sent", 1, "", True, True)]


@pytest.mark.parametrize("who", ["visitor", "viewer", "owner"])
async def test_whoever_acts_may_cause_mail_but_not_read_the_outbox(acme, owner, waiting, who):
    actor = visitor() if who == "visitor" else getattr(acme, who)
    await queue(actor, organization_id=None if who == "visitor" else acme.id)
    assert waiting() == 1
    with pytest.raises(Exception, match="permission denied for table outgoing_mails"):
        await service.stranded(actor)


async def test_a_rolled_back_act_sends_nothing(owner, outbox, waiting, drain):
    async def act() -> None:
        async with unit_of_work(visitor()) as db:
            await mailing.queue(db, to="ada@example.com", email=HELLO, kind="tests.hello")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await act()
    await drain()
    assert (outbox(), waiting(), await received()) == ([], 0, [])


async def test_the_same_kind_and_key_twice_is_one_mail(owner, outbox, waiting, drain):
    for key in ("invitation-1", "invitation-1", "invitation-2"):
        await queue(key=key)
    assert waiting() == 2
    await drain()
    assert len(outbox()) == len(await received()) == 2


async def test_without_a_key_every_call_is_a_mail(owner, outbox):
    await queue()
    await queue()
    assert len(outbox()) == 2


async def test_a_job_that_runs_twice_sends_once(owner, outbox, resend):
    await queue()
    (mail,) = owner.execute("select id from outgoing_mails").fetchone()
    for _ in range(2):
        await tasks.send(mail=str(mail))
    assert (len(resend.sent), resend.requests) == (1, 1)
    assert outbox() == [("sent", 1, "", True, True)]


async def test_resend_gets_sender_bodies_and_reference(owner, resend):
    await queue()
    (mail,) = owner.execute("select id from outgoing_mails").fetchone()
    await tasks.send(mail=str(mail))
    (sent,) = resend.sent.values()
    assert sent["from"] == settings().mail_from
    assert "482913" in sent["html"]
    assert "482913" in sent["text"]
    assert sent["headers"] == {"X-Entity-Ref-ID": str(mail)}


async def test_an_outage_is_noted_and_tried_again_by_the_job(in_the_queue, outbox, resend, drain):
    await queue()
    resend.faults.append(Fault(status=503))
    await drain()
    status, attempts, last_error, *_ = outbox()[0]
    assert (status, attempts) == ("queued", 1)
    assert "Something went wrong" in last_error
    (due,) = in_the_queue("select scheduled_at from jobs.procrastinate_jobs where status = 'todo'").fetchone()
    assert due > now()
    in_the_queue("update jobs.procrastinate_jobs set scheduled_at = now()")
    await drain()
    assert outbox() == [("sent", 2, "", True, True)]
    assert len(resend.sent) == 1


async def test_a_refusal_is_final_and_keeps_its_reason(owner, outbox, resend, waiting, drain):
    await queue(to="not an address")
    await drain()
    status, attempts, last_error, *_ = outbox()[0]
    assert (status, attempts, waiting()) == ("failed", 1, 0)
    assert "Invalid `to` field" in last_error
    await drain()
    assert resend.requests == 1


WORKER = "import asyncio; from hiveforge.features.mailing import tasks; from hiveforge.core.jobs import run_worker; asyncio.run(run_worker())"


async def test_a_worker_killed_in_the_middle_of_a_mail_sends_it_once(owner, outbox, resend, drain, monkeypatch):
    await queue()
    resend.faults.append(Fault(status=200, delay=2, accepts=True))
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER)
    async with asyncio.timeout(30):
        while not resend.sent:  # noqa: ASYNC110  the stand-in has no event to wait for
            await asyncio.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    assert outbox() == [("queued", 1, "", False, False)]

    monkeypatch.setattr(jobs, "STALLED_AFTER_SECONDS", 0.5)
    await asyncio.sleep(2.2)  # until the provider is done with the request whose answer nobody takes
    async with jobs.connected():
        await jobs.rescue_stalled()
    await drain()
    assert outbox() == [("sent", 2, "", True, True)]
    assert (len(resend.sent), resend.requests) == (1, 2)


async def test_mail_whose_job_gave_up_gets_another_one(owner, in_the_queue, outbox, waiting, drain):
    await queue()
    in_the_queue("delete from jobs.procrastinate_jobs")
    await tasks.send_stranded()
    assert waiting() == 0  # it may still have its job
    owner.execute("update outgoing_mails set created_at = %s", [now() - jobs.STRANDED_AFTER])
    await tasks.send_stranded()
    await drain()
    assert outbox() == [("sent", 1, "", True, True)]


async def test_mail_older_than_the_providers_memory_is_given_up(owner, in_the_queue, outbox, waiting, resend):
    await queue()
    owner.execute(
        "update outgoing_mails set created_at = %s, last_error = 'Resend: down'", [now() - service.SENDABLE_FOR]
    )
    in_the_queue("delete from jobs.procrastinate_jobs")
    await tasks.send_stranded()
    assert outbox() == [("failed", 0, "Given up after a day. Resend: down", False, False)]
    assert waiting() == 0


async def test_bodies_are_forgotten_after_thirty_days(owner):
    for days in (31, 29, 31):
        await queue(to=f"{days}@example.com")
        owner.execute(
            "update outgoing_mails set created_at = %s, status = 'sent' where recipient = %s",
            [now() - timedelta(days=days), f"{days}@example.com"],
        )
    owner.execute(
        "update outgoing_mails set status = 'queued' where id = (select max(id::text) from outgoing_mails)::uuid"
    )
    await tasks.forget_bodies()
    kept = owner.execute("select html <> '' and text <> '' from outgoing_mails order by id").fetchall()
    assert kept == [(False,), (True,), (True,)]


async def test_sending_raises_so_that_the_job_is_retried(owner, resend):
    await queue()
    (mail,) = owner.execute("select id from outgoing_mails").fetchone()
    resend.faults.append(Fault(status=429, retry_after=3))
    with pytest.raises(Unavailable):
        await service.send(SYSTEM, mail)
