"""A plan that holds less than what is there: what is too much can be read and deleted, and nothing is lost."""

from datetime import timedelta

import pytest

from hiveforge.core.actor import system
from hiveforge.core.settings import settings
from hiveforge.features import documents, files, plans
from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import ChangeForm
from hiveforge.features.documents.service import delete, replace
from hiveforge.gateways.payments import payments
from hiveforge.gateways.storage import storage
from hiveforge.sandbox import stripe as sandbox

DUNNING = system("reminding, in a test")
FAILS_AT_RENEWAL = "4000000000000341"
FREE = plans.FREE
MOST = FREE.limit(plans.Quantity.DOCUMENTS)
TEXT = b"The well is nine metres deep."


@pytest.fixture(autouse=True)
def folder(owner, tmp_path, monkeypatch):
    monkeypatch.setenv("HIVEFORGE_DATA_DIRECTORY", str(tmp_path))
    settings.cache_clear()
    storage.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    storage.cache_clear()


@pytest.fixture
def stored(owner):
    """Rows of files, as if they had been uploaded."""

    def insert(tenant, count, *, purpose="document", size=1):
        for _ in range(count):
            owner.execute(
                "insert into files (id, created_at, organization_id, purpose, state, name, size, content_type, sha256,"
                " expires_at, stored_at) values (gen_random_uuid(), now(), %s, %s, 'stored', 'x', %s, 'text/plain',"
                " 'x', now(), now())",
                [tenant.id, purpose, size],
            )

    return insert


@pytest.fixture
def rows(owner):
    """How many rows each table holds of an organization."""
    tables = owner.execute(
        "select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)"
        " where table_schema = 'public' and column_name = 'organization_id' and table_type = 'BASE TABLE'"
    ).fetchall()

    def counted(tenant):
        asked = ((name, f'select count(*) from "{name}" where organization_id = %s') for (name,) in tables)
        return {name: owner.execute(question, [tenant.id]).fetchone()[0] for name, question in asked}

    return counted


async def pieces(content=TEXT):
    yield content


def form(content=TEXT):
    return documents.DocumentForm(name="well.md", size=len(content))


async def fall(told):
    """The renewal stays unpaid until the grace is over."""
    (customer,) = await payments().customers()
    await sandbox.use_card(customer.id, FAILS_AT_RENEWAL)
    await sandbox.advance(by=timedelta(days=35))
    await told()
    await sandbox.advance(by=timedelta(days=15))
    await service.dun(DUNNING)


async def test_documents_are_counted_up_to_the_limit_and_not_those_of_others(acme, globex, stored):
    stored(acme, MOST - 1)
    stored(acme, 1, purpose="attachment")
    stored(globex, 3)
    answer = await service.entitlement(acme.viewer, plans.Quantity.DOCUMENTS)
    assert (answer.allowed, answer.limit, answer.used, answer.remaining) == (True, MOST, MOST - 1, 1)
    stored(acme, 1)
    answer = await service.entitlement(acme.viewer, plans.Quantity.DOCUMENTS)
    assert (answer.allowed, answer.used, answer.remaining) == (False, MOST, 0)
    line = next(one for one in (await service.overview(acme.viewer)).usage if one.quantity is plans.Quantity.DOCUMENTS)
    assert (line.used, line.limit, line.remaining) == (MOST, MOST, 0)


async def test_documents_and_storage_that_are_too_many_are_said_before_the_plan_ends(acme, subscribe, stored):
    await subscribe(acme)
    stored(acme, MOST + 7)
    stored(acme, 1, purpose="attachment", size=700 * files.MEGABYTE)
    lost = (await service.preview_change(acme.owner, ChangeForm(plan="free"))).consequences
    over = {one.over: one.text for one in lost if one.over}
    assert over.keys() == {1, 7, 201}  # seats, documents, megabytes with those of the documents
    assert "Free has 50 documents. You have 7 more" in over[7]
    assert "Free has 500 MB of storage. You have stored 201 MB more" in over[201]


async def test_too_many_documents_can_be_read_and_deleted_but_not_added_or_replaced(
    acme, subscribe, stored, told, drain
):
    await subscribe(acme)
    there = await documents.add(acme.member, form(), pieces())
    await drain()
    stored(acme, MOST)
    await fall(told)
    assert (await service.overview(acme.owner)).plan == "free"

    assert (await documents.get(acme.viewer, there.id)).title == there.title
    content = b"".join([piece async for piece in await files.read(acme.viewer, there.file_id)])
    assert content == TEXT
    (found,) = await documents.search(acme.viewer, documents.SearchForm(text="well"))
    assert found.title == there.title

    for act in (
        documents.add(acme.member, form(), pieces()),
        replace(acme.member, there.id, form(), pieces()),
    ):
        with pytest.raises(files.TooManyFiles) as refused:
            await act
        assert (refused.value.limit, refused.value.upgrade_url) == (MOST, "/o/acme/billing")
        assert refused.value.used >= MOST
    assert (await documents.get(acme.viewer, there.id)).revision == there.revision
    await delete(acme.member, there.id)
    assert (await service.entitlement(acme.viewer, plans.Quantity.DOCUMENTS)).used == MOST


async def test_files_beyond_the_storage_stay_and_none_can_be_added(acme, subscribe, stored, told):
    await subscribe(acme)
    upload = files.UploadForm(name="well.txt", size=len(TEXT))
    there = await files.upload(acme.member, upload, pieces())
    stored(acme, 1, purpose="attachment", size=700 * files.MEGABYTE)
    await fall(told)
    assert b"".join([piece async for piece in await files.read(acme.viewer, there.id)]) == TEXT
    with pytest.raises(files.StorageFull) as refused:
        await files.upload(acme.member, upload, pieces())
    assert (refused.value.limit, refused.value.upgrade_url) == (500 * files.MEGABYTE, "/o/acme/billing")
    assert refused.value.used == 700 * files.MEGABYTE + len(TEXT)


async def test_the_fall_to_free_deletes_nothing(acme, subscribe, stored, rows, told, drain):
    await subscribe(acme)
    await documents.add(acme.member, form(), pieces())
    await drain()
    stored(acme, MOST + 20)
    stored(acme, 2, purpose="attachment", size=500 * files.MEGABYTE)
    before = rows(acme)
    assert before["memberships"] == 4
    assert before["documents"] == 1
    assert before["files"] == MOST + 23
    await fall(told)
    await drain()
    seen = await service.overview(acme.owner)
    assert seen.plan == "free"
    after = rows(acme)
    assert {name: count for name, count in after.items() if count < before[name]} == {}
    assert (after["memberships"], after["documents"], after["files"]) == (4, 1, MOST + 23)
