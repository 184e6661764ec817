"""Uploads: what comes is stored whole and counted, or leaves nothing behind."""

import asyncio
import hashlib

import pytest

from hiveforge.core.actor import system
from hiveforge.core.errors import LimitReached, NotAllowed, NotFound
from hiveforge.features import files
from hiveforge.features.files import errors, service
from hiveforge.features.files.schemas import Purpose, UploadForm

from .streams import pieces, png, stalled, text


def announced(content: bytes, name: str = "notes.txt", purpose: Purpose = Purpose.ATTACHMENT) -> UploadForm:
    return UploadForm(purpose=purpose, name=name, size=len(content))


async def sent(actor, content: bytes, name: str = "notes.txt", purpose: Purpose = Purpose.ATTACHMENT):
    return await service.upload(actor, announced(content, name, purpose), pieces(content))


async def everything(actor, file, **span) -> bytes:
    return b"".join([piece async for piece in await service.read(actor, file.id, **span)])


async def test_a_file_comes_back_as_it_was_sent(acme, folder, audited):
    content = text(3_000_000)
    file = await sent(acme.member, content)
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert await service.get(acme.viewer, file.id) == file
    assert await everything(acme.viewer, file) == content
    assert await everything(acme.viewer, file, start=100, end=200) == content[100:200]
    assert audited() == ["files.upload"]


async def test_the_worker_reads_every_organizations_files(acme, folder):
    file = await sent(acme.member, text(10))
    worker = system("reading a document")
    assert await service.get(worker, file.id) == file
    assert await everything(worker, file) == text(10)


async def test_documents_are_counted_as_the_plan_counts_them(acme, folder, owner):
    for _ in range(50):
        await sent(acme.member, text(10), purpose=Purpose.DOCUMENT)
    with pytest.raises(errors.TooManyFiles, match="includes 50 documents") as caught:
        await sent(acme.member, text(10), purpose=Purpose.DOCUMENT)
    assert (caught.value.limit, caught.value.used, caught.value.upgrade_url) == (50, 50, "/o/acme/billing")
    assert await sent(acme.member, text(10))


async def test_viewers_do_not_upload_and_strangers_see_nothing(acme, globex, folder):
    file = await sent(acme.member, text(10))
    with pytest.raises(NotAllowed):
        await sent(acme.viewer, text(10))
    with pytest.raises(NotFound):
        await service.get(globex.owner, file.id)
    with pytest.raises(NotFound):
        await service.read(globex.owner, file.id)


@pytest.mark.parametrize("size", [1_000, 20_000_000], ids=["small", "large"])
async def test_a_stream_that_breaks_leaves_nothing(acme, folder, kept, drain, size):
    await acme.on_plan("pro")
    form = UploadForm(name="notes.txt", size=size + 1)
    with pytest.raises(RuntimeError, match="cut"):
        await service.upload(acme.member, form, pieces(text(size), then=RuntimeError("cut")))
    assert await service.storage_used(acme.member) == files.StorageUsed(0, 0)
    await drain()
    assert kept() == []


@pytest.mark.parametrize("size", [1_000_000, 30_000_000], ids=["small", "large"])
async def test_an_upload_that_is_cancelled_leaves_nothing(acme, folder, kept, drain, size):
    await acme.on_plan("pro")
    form, waiting = UploadForm(name="notes.txt", size=size + 1), asyncio.Event()
    sending = asyncio.create_task(service.upload(acme.member, form, stalled(text(size), waiting)))
    await waiting.wait()
    assert (await service.storage_used(acme.member)).size == size + 1
    assert bool(kept()) == (size > 8 * 1024 * 1024)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert await service.storage_used(acme.member) == files.StorageUsed(0, 0)
    await drain()
    assert kept() == []


async def test_another_size_than_announced_is_refused(acme, folder, kept, drain):
    for size in (999, 1001):
        with pytest.raises(errors.UploadCutShort):
            await service.upload(acme.member, UploadForm(name="notes.txt", size=size), pieces(text(1000)))
    await drain()
    assert kept() == []


async def test_what_it_is_decides_and_not_its_name(acme, folder):
    with pytest.raises(errors.TypeNotAllowed):
        await sent(acme.member, png(100), "report.pdf", Purpose.DOCUMENT)
    assert (await sent(acme.member, png(100), "report.pdf")).content_type == "image/png"


async def test_uploads_at_once_never_pass_the_limit(acme, folder):
    # 500 MB are included. Ten uploads of 10 MB fit beside what is there, whoever races.
    await _fill(acme, 455_000_000)
    content = text(10_000_000)
    results = await asyncio.gather(*(sent(acme.member, content) for _ in range(10)), return_exceptions=True)
    stored = [one for one in results if not isinstance(one, BaseException)]
    refused = [one for one in results if isinstance(one, BaseException)]
    assert len(stored) == 4
    assert all(isinstance(one, errors.StorageFull) for one in refused)
    assert (await service.storage_used(acme.member)).size == 495_000_000


async def test_a_refusal_says_the_limit_what_is_used_and_the_way_out(acme, folder):
    await _fill(acme, 499_999_000)
    with pytest.raises(LimitReached, match=r"1 kB of your plan's 500 MB are free") as caught:
        await sent(acme.member, text(2000))
    assert (caught.value.limit, caught.value.used) == (500_000_000, 499_999_000)
    assert caught.value.upgrade_url == "/o/acme/billing"


async def test_what_comes_with_the_file_is_done_with_it_or_neither(acme, folder, kept, drain, audited):
    async def refuse(actor, db, file):
        raise errors.FileInUse

    content = text(1000)
    with pytest.raises(errors.FileInUse):
        await service.upload(acme.member, announced(content), pieces(content), then=refuse)
    await drain()
    assert (kept(), audited()) == ([], [])


async def _fill(tenant, size: int) -> None:
    """Take so much room without sending it."""
    from hiveforge.core.clock import now
    from hiveforge.core.db import unit_of_work
    from hiveforge.features.files.models import File

    async with unit_of_work(tenant.member) as db:
        db.add(
            File(
                organization_id=tenant.id, purpose=Purpose.ATTACHMENT, state="stored", name="big", size=size,
                sha256="0" * 64, expires_at=now(), stored_at=now(),
            )
        )  # fmt: skip
