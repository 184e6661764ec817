"""A question is answered once, paid once, and kept whatever happens to who writes it."""

import asyncio
from datetime import timedelta

import pytest
from features.assistant.conftest import ANSWER
from gateways.vendor_server import End, Reply

from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.features import usage
from hiveforge.features.assistant import service
from hiveforge.features.assistant.errors import StillAnswering
from hiveforge.features.assistant.schemas import AskForm, Author, MessageStatus
from hiveforge.features.assistant.service import answering, streaming
from hiveforge.features.assistant.service.draft import BROKEN_OFF


async def ledger(tenant):
    """What was used of the allowance, what is held, and where the ledger parts; the last must be empty."""
    balance = await usage.balance(tenant.owner)
    return (
        balance.included_used,
        balance.reserved,
        await usage.audit_ledger(system("auditing"), tenant.id),
    )


async def test_an_answer_shows_what_it_used_and_has_paid_it(acme, answered):
    asked, answer = await answered(acme.member)
    assert (answer.text, answer.status, answer.error) == (ANSWER, MessageStatus.COMPLETE, "")
    assert (answer.input_tokens, answer.output_tokens, answer.estimated) == (1019, 9, False)
    assert answer.credits == 1
    assert await ledger(acme) == (1, 0, [])
    [question, told] = await service.list_messages(acme.member, asked.conversation)
    assert (question.author, question.text, told) == (Author.MEMBER, "How do I invite?", answer)


async def test_the_job_of_an_answer_runs_twice_and_pays_once(acme, answered, write, server):
    asked, answer = await answered(acme.member)
    await write(asked.answer)
    assert await service.follow(acme.member, asked.conversation, asked.answer) == answer
    assert len(server.asked) == 1
    assert await ledger(acme) == (1, 0, [])


async def test_the_model_is_told_what_was_said_before_and_no_more(acme, answered, server):
    asked, _ = await answered(acme.member, "First?")
    await answered(acme.member, "Second?", conversation=asked.conversation)
    told = [message["content"] for message in server.asked[-1].body["messages"]]
    assert told[-3:-1] == ["First?", ANSWER]
    assert told[-1].endswith("Question: Second?")


async def test_a_second_question_waits_for_the_first_answer(acme, owner):
    asked = await service.ask(acme.member, AskForm(text="First?"))
    with pytest.raises(StillAnswering):
        await service.ask(acme.member, AskForm(text="Second?", conversation=asked.conversation))
    assert owner.execute("select count(*) from usage_reservations where state = 'open'").fetchone() == (1,)


async def test_two_at_once_are_one_question(acme, answered, owner):
    asked, _ = await answered(acme.member)
    form = AskForm(text="Twice?", conversation=asked.conversation)
    results = await asyncio.gather(*(service.ask(acme.member, form) for _ in range(2)), return_exceptions=True)
    assert [type(result) for result in results if isinstance(result, Exception)] == [StillAnswering]
    assert owner.execute("select count(*) from usage_reservations where state = 'open'").fetchone() == (1,)


async def test_a_question_asked_in_other_words_takes_the_old_ones_place(acme, answered, server):
    asked, _ = await answered(acme.member, "First?")
    await answered(acme.member, "Second?", conversation=asked.conversation)
    await answered(acme.member, "First, better?", conversation=asked.conversation, replaces=asked.question)
    shown = await service.list_messages(acme.member, asked.conversation)
    assert [message.text for message in shown] == ["First, better?", ANSWER]
    assert "Second?" not in str(server.asked[-1].body)
    assert (await ledger(acme))[0] == 3


async def test_an_answer_is_asked_for_again(acme, answered, write):
    asked, _ = await answered(acme.member, "First?")
    again = await service.regenerate(acme.member, asked.conversation)
    await write(again.answer)
    shown = await service.list_messages(acme.member, asked.conversation)
    assert [message.id for message in shown] == [again.question, again.answer]
    assert await ledger(acme) == (2, 0, [])


async def test_stopped_in_mid_stream_the_vendor_stops_and_what_was_written_is_paid(acme, write, server):
    server.usual = Reply(pause=0.1)
    asked = await service.ask(acme.member, AskForm(text="Stop me"))
    writing = asyncio.create_task(write(asked.answer))
    await until_some_text(acme, asked)
    await service.stop(acme.member, asked.conversation)
    await writing
    answer = await service.follow(acme.member, asked.conversation, asked.answer)
    assert answer.status is MessageStatus.STOPPED
    assert answer.text
    assert len(answer.text) < len(ANSWER)
    assert (answer.credits, answer.estimated) == (1, True)
    await server.until_abandoned()
    assert await ledger(acme) == (1, 0, [])
    await service.stop(acme.member, asked.conversation)


@pytest.mark.parametrize(
    ("reply", "paid"),
    [
        (Reply(name="500.json", status=500), 0),
        (Reply(name="401.json", status=401), 0),
        (Reply(name="400_filtered.json", status=400), 0),
        (Reply(most=3, end=End.CUT), 1),
        (Reply(name="fails_midway.sse"), 1),
        (Reply(delay=5), 0),
    ],
    ids=str,
)
async def test_a_fault_of_the_vendor_stands_in_the_answer_and_costs_what_was_used(acme, answered, server, reply, paid):
    server.usual = reply
    _, answer = await answered(acme.member)
    assert answer.status is MessageStatus.FAILED
    assert answer.error
    assert answer.credits == paid
    assert await ledger(acme) == (paid, 0, [])


async def test_a_writer_that_has_to_go_leaves_what_it_wrote_and_nothing_held(acme, write, server):
    server.usual = Reply(pause=0.1)
    asked = await service.ask(acme.member, AskForm(text="Go on"))
    writing = asyncio.create_task(write(asked.answer))
    await until_some_text(acme, asked)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    answer = await service.follow(acme.member, asked.conversation, asked.answer)
    assert (answer.status, answer.error) == (MessageStatus.FAILED, BROKEN_OFF)
    assert await ledger(acme) == (1, 0, [])


async def test_a_database_that_is_away_costs_nothing_of_the_answer(acme, write, server, outage, owner, monkeypatch):
    monkeypatch.setattr(answering, "_PAUSES_TO_FINISH", (0.2, *[0.5] * 20))
    server.usual = Reply(pause=0.15)
    asked = await service.ask(acme.member, AskForm(text="Go on"))
    writing = asyncio.create_task(write(asked.answer))
    await until_some_text(acme, asked)
    outage()
    await asyncio.sleep(2.5)  # the vendor has said everything
    assert not writing.done()
    owner.execute(f'alter database "{owner.info.dbname}" with allow_connections true')
    await writing
    answer = await service.follow(acme.member, asked.conversation, asked.answer)
    assert (answer.text, answer.status, answer.error) == (ANSWER, MessageStatus.COMPLETE, "")
    assert await ledger(acme) == (1, 0, [])


@pytest.mark.parametrize("found_by", ["its job, rescued", "the sweep"])
async def test_a_killed_writers_answer_is_ended_and_not_asked_for_again(acme, write, owner, server, found_by):
    asked = await service.ask(acme.member, AskForm(text="Die"))
    owner.execute(
        "update assistant_messages set status = 'streaming', text = 'Open', model = 'gpt-6-luna', beat_at = %s where id = %s",
        [now() - timedelta(minutes=1), asked.answer],
    )
    for _ in range(2):
        if found_by == "the sweep":
            await service.sweep(system("sweeping"))
        else:
            await write(asked.answer)
    answer = await service.follow(acme.member, asked.conversation, asked.answer)
    assert (answer.status, answer.text, answer.error) == (MessageStatus.FAILED, "Open", BROKEN_OFF)
    assert server.asked == []
    assert await ledger(acme) == (1, 0, [])


async def test_a_model_that_thinks_for_long_is_alive_and_may_be_stopped(acme, write, server, monkeypatch):
    monkeypatch.setattr(streaming, "_SECONDS_OF_SILENCE", 0.05)
    monkeypatch.setattr(answering, "LOST_AFTER", timedelta(seconds=0.6))
    server.usual = Reply(delay=10)
    asked = await service.ask(acme.member, AskForm(text="Think"))
    writing = asyncio.create_task(write(asked.answer))
    await asyncio.sleep(1)
    assert await service.sweep(system("sweeping")) == 0
    await service.stop(acme.member, asked.conversation)
    async with asyncio.timeout(0.9):  # before the model's two seconds for a first word are over
        await writing
    answer = await service.follow(acme.member, asked.conversation, asked.answer)
    assert (answer.status, answer.text, answer.credits) == (MessageStatus.STOPPED, "", 0)
    assert await ledger(acme) == (0, 0, [])


async def test_a_live_writer_is_left_alone_by_the_sweep(acme, write, server):
    server.usual = Reply(pause=0.1)
    asked = await service.ask(acme.member, AskForm(text="Live"))
    writing = asyncio.create_task(write(asked.answer))
    await until_some_text(acme, asked)
    assert await service.sweep(system("sweeping")) == 0
    await writing
    assert (await service.follow(acme.member, asked.conversation, asked.answer)).text == ANSWER


async def test_a_conversation_deleted_while_it_is_answered_holds_nothing(acme, write, server):
    server.usual = Reply(pause=0.1)
    asked = await service.ask(acme.member, AskForm(text="Forget"))
    writing = asyncio.create_task(write(asked.answer))
    await until_some_text(acme, asked)
    await service.delete(acme.member, asked.conversation)
    await writing
    with pytest.raises(NotFound):
        await service.follow(acme.member, asked.conversation, asked.answer)
    assert await ledger(acme) == (1, 0, [])


async def test_without_credits_nothing_is_asked_and_the_error_says_how_to_go_on(acme, owner, server):
    async with unit_of_work(system("testing")) as db:
        await usage.set_allowance(
            db, acme.id, included=1, period_start=now(), period_end=now() + timedelta(days=30), payer="",
            overage_allowed=False,
        )  # fmt: skip
    held = await usage.reserve(acme.member, usage.ReserveForm(amount=1, key="all"))
    with pytest.raises(usage.OutOfCredits) as refused:
        await service.ask(acme.member, AskForm(text="More?"))
    assert refused.value.upgrade_url == "/o/acme/billing"
    assert owner.execute("select count(*) from assistant_messages").fetchone() == (0,)
    await usage.release(acme.member, held.id)


async def test_a_viewer_reads_and_does_not_ask(acme):
    with pytest.raises(NotAllowed):
        await service.ask(acme.viewer, AskForm(text="May I?"))


async def until_some_text(tenant, asked):
    async with asyncio.timeout(5):
        while not (await service.follow(tenant.member, asked.conversation, asked.answer)).text:  # noqa: ASYNC110  a row, not an event
            await asyncio.sleep(0.02)
