"""The life of a document: added, read, found, changed, replaced, deleted."""

import asyncio

import pytest
from made_files import docx, pdf

from hiveforge.core.errors import AppError, NotAllowed, NotFound
from hiveforge.features import files, plans
from hiveforge.features.documents import DocumentStatus, service
from hiveforge.features.documents.errors import NothingToRetry
from hiveforge.features.documents.schemas import ChangeForm, DocumentsQuery, SearchForm

from .conftest import form, in_pieces

HANDBOOK = (
    "# Handbook\n\nWelcome.\n\n## Leave\n\nEverybody has thirty days of leave.\n\n## Expenses\n\nKeep your receipts."
)


async def test_a_document_is_queued_then_read_then_found(acme, add, find, queued, audited):
    waiting = await add(acme.member, HANDBOOK, "Handbook_2026.md", read=False)
    assert (waiting.title, waiting.status, waiting.kind) == ("Handbook 2026", DocumentStatus.QUEUED, "markdown")
    assert queued() == ["documents.read_document"]
    assert await find(acme.viewer, "leave") == []
    second = await add(acme.member, HANDBOOK)
    assert second.status == DocumentStatus.READY
    assert second.passages == 3
    assert (await service.get(acme.viewer, waiting.id)).status == DocumentStatus.READY
    (best, *_) = await service.search(acme.viewer, SearchForm(text="days of leave"))
    assert (best.headings, best.number) == (("Handbook", "Leave"), 2)
    assert [best.text[a:b] for a, b in best.marks] == ["days", "leave"]
    assert audited() == ["documents.add", "documents.add"]


async def test_pages_are_known_where_there_are_any(acme, add):
    read = await add(acme.member, pdf(["First page"], ["Second page, about bees"]), "bees.pdf")
    assert (read.pages, read.kind) == (2, "pdf")
    assert [found.page for found in await service.search(acme.member, SearchForm(text="second"))] == [2]


async def test_what_a_file_is_counts_and_not_its_name(acme, add):
    assert (await add(acme.member, docx("Real words"), "report.pdf")).kind == "docx"
    assert (await add(acme.member, "plain words", "report.pdf")).status == DocumentStatus.READY


async def test_viewers_read_and_change_nothing(acme, add):
    document = await add(acme.member, HANDBOOK)
    with pytest.raises(NotAllowed):
        await add(acme.viewer, HANDBOOK)
    for act in (
        service.delete(acme.viewer, document.id),
        service.change(acme.viewer, document.id, ChangeForm(title="x")),
        service.retry(acme.viewer, document.id),
        service.replace(acme.viewer, document.id, form("a.md", b"x"), in_pieces(b"x")),
    ):
        with pytest.raises(NotAllowed):
            await act
    assert (await service.view(acme.viewer, document.id)).document.title == "notes"


async def test_a_failure_says_why_and_can_be_tried_again(acme, add, drain):
    failed = await add(acme.member, pdf([]), "scan.pdf")
    assert failed.status == DocumentStatus.FAILED
    assert "no text" in failed.failure
    assert (await service.retry(acme.member, failed.id)).status == DocumentStatus.QUEUED
    assert (await service.retry(acme.member, failed.id)).status == DocumentStatus.QUEUED
    await drain()
    assert (await service.get(acme.member, failed.id)).status == DocumentStatus.FAILED
    ready = await add(acme.member, HANDBOOK)
    with pytest.raises(NothingToRetry):
        await service.retry(acme.member, ready.id)


async def test_a_renamed_document_is_found_by_its_new_title(acme, add, find, audited):
    document = await add(acme.member, HANDBOOK)
    assert await find(acme.member, "constitution") == []
    await service.change(acme.member, document.id, ChangeForm(title="Constitution"))
    await service.change(acme.member, document.id, ChangeForm(title="Constitution"))
    assert set(await find(acme.member, "constitution")) == {"Constitution"}
    assert audited() == ["documents.add", "documents.change"]


async def test_tags_are_set_and_filtered_by(acme, add):
    document = await add(acme.member, HANDBOOK, tags="HR, Legal,, hr", read=False)
    await add(acme.member, HANDBOOK, read=False)
    assert document.tags == ("HR", "Legal")
    page = await service.list_documents(acme.viewer, DocumentsQuery(tag="Legal"))
    assert ([row.id for row in page.rows], page.total) == ([document.id], 1)
    await service.change(acme.member, document.id, ChangeForm(tags="Legal"))
    assert [(tag.tag, tag.documents) for tag in await service.list_tags(acme.viewer)] == [("Legal", 1)]


async def test_a_replaced_document_loses_its_old_words_at_once(acme, add, find, drain):
    document = await add(acme.member, "The password is swordfish")
    content = b"Nothing to see here"
    await service.replace(acme.member, document.id, form("new.txt", content), in_pieces(content))
    assert await find(acme.member, "swordfish") == []
    await drain()
    assert await find(acme.member, "swordfish") == []
    now = await service.get(acme.member, document.id)
    assert (now.revision, now.title, now.file_name, now.status) == (2, "notes", "new.txt", DocumentStatus.READY)
    assert await find(acme.member, "nothing to see") == ["notes"]
    assert (await files.storage_used(acme.member)).files == 1


async def test_a_deleted_document_is_gone_at_once_with_its_file(acme, add, find, drain, folder):
    document = await add(acme.member, "The password is swordfish")
    await service.delete(acme.member, document.id)
    assert await find(acme.member, "swordfish") == []
    for act in (service.get(acme.member, document.id), service.delete(acme.member, document.id)):
        with pytest.raises(NotFound):
            await act
    await drain()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_what_is_replaced_or_deleted_while_it_is_read_does_not_come_back(acme, add, find, owner):
    """The worker is slow: it finds the document as it was queued, and another revision when it is done."""
    from hiveforge.core.actor import system

    slow, worker = await add(acme.member, "swordfish", read=False), system("reading")
    begun = await service.reading._begin(worker, slow.id, 1)
    content = b"clean"
    await service.replace(acme.member, slow.id, form("new.txt", content), in_pieces(content))
    await service.reading._keep(worker, begun, [service.reading.Passage((), "swordfish")])
    assert await find(acme.member, "swordfish") == []
    await service.read(worker, slow.id, 1)  # the job of the old revision, again
    assert (await service.get(acme.member, slow.id)).status == DocumentStatus.QUEUED
    await service.delete(acme.member, slow.id)
    await service.read(worker, slow.id, 2)
    assert owner.execute("select count(*) from document_chunks").fetchone()[0] == 0


async def test_reading_twice_makes_no_passage_twice(acme, add, owner):
    from hiveforge.core.actor import system

    document = await add(acme.member, HANDBOOK)
    owner.execute("update documents set status = 'reading'")  # a worker was killed after it had begun
    await service.read(system("reading"), document.id, 1)
    assert owner.execute("select count(*) from document_chunks").fetchone()[0] == 3


async def test_documents_that_nobody_could_read_for_hours_are_given_up(acme, add, owner):
    from hiveforge.core.actor import system

    document = await add(acme.member, HANDBOOK, read=False)
    assert await service.give_up_stranded(system("test")) == 0
    owner.execute("update documents set changed_at = now() - interval '5 hours'")
    assert await service.give_up_stranded(system("test")) == 1
    assert (await service.get(acme.member, document.id)).status == DocumentStatus.FAILED


async def test_the_plan_limits_documents_and_says_how_to_get_more(acme, add, owner):
    limit = plans.FREE.limit(plans.Quantity.DOCUMENTS)
    for _ in range(limit - 2):
        owner.execute(
            "insert into files (id, created_at, organization_id, purpose, state, name, size, content_type, sha256,"
            " expires_at, stored_at) values (gen_random_uuid(), now(), %s, 'document', 'stored', 'x', 1, 'text/plain',"
            " 'x', now(), now())",
            [acme.id],
        )
    outcomes = await asyncio.gather(
        *(add(acme.member, f"text {n}", read=False) for n in range(8)), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, AppError)]
    assert len(refused) == 6, outcomes
    assert all(
        one.code == "too_many_files" and one.limit == limit and one.used == limit and one.upgrade_url for one in refused
    )
    assert (await service.list_documents(acme.member)).total == 2


async def test_a_document_can_be_replaced_when_the_plan_is_used_up(acme, add, owner):
    document = await add(acme.member, "old")
    limit = plans.FREE.limit(plans.Quantity.DOCUMENTS)
    for _ in range(limit - 1):
        owner.execute(
            "insert into files (id, created_at, organization_id, purpose, state, name, size, content_type, sha256,"
            " expires_at, stored_at) values (gen_random_uuid(), now(), %s, 'document', 'stored', 'x', 1, 'text/plain',"
            " 'x', now(), now())",
            [acme.id],
        )
    content = b"new"
    assert (await service.replace(acme.member, document.id, form("n.txt", content), in_pieces(content))).revision == 2
