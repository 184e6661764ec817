"""What dies in the middle leaves nothing that anybody sees, and nothing for long."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hiveforge.core.actor import system
from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import NotFound
from hiveforge.features.files import StorageUsed, errors, service
from hiveforge.features.files.schemas import UploadForm
from hiveforge.gateways.storage import storage

from .streams import pieces, stalled, text

SYSTEM = system("test")
UPLOADER = Path(__file__).with_name("uploader.py")
PROJECT = UPLOADER.parents[3]
LATER = timedelta(days=2)


def aged(folder: Path) -> None:
    """Make everything in the folder two days old."""
    long_ago = (now() - LATER).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (long_ago, long_ago))


async def sweep(at=None) -> None:
    await service.give_up_unfinished(SYSTEM, at)
    await service.remove_orphans(SYSTEM)


@pytest.fixture
async def killed(acme, folder):
    """An upload whose process was killed when 15 of 30 MB had arrived."""
    await acme.on_plan("pro")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(UPLOADER), str(acme.id), str(acme.member.id), stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "HIVEFORGE_DATA_DIRECTORY": str(folder.parent)},
    )  # fmt: skip
    while int(await asyncio.wait_for(process.stdout.readline(), 60)) < 15_000_000:
        pass
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


async def test_a_process_that_is_killed_leaves_nothing_to_see(acme, folder, killed, kept):
    assert (await service.list_files(acme.member)).items == []
    assert [found async for batch in storage().list() for found in batch] == []
    assert len(kept()) == 1, "there is something to sweep"


async def test_its_room_is_given_back_and_its_half_file_is_swept(acme, folder, killed, kept, drain, owner):
    assert (await service.storage_used(acme.member)).size == 30_000_000
    assert await service.give_up_unfinished(SYSTEM) == 0, "it may still be running"
    owner.execute("update files set expires_at = now() - interval '1 second'")
    assert await service.storage_used(acme.member) == StorageUsed(0, 0)
    assert await service.give_up_unfinished(SYSTEM) == 1
    await drain()
    assert owner.execute("select count(*) from files").fetchone() == (0,)
    await service.remove_orphans(SYSTEM)
    assert len(kept()) == 1, "it is not old enough"
    aged(folder)
    await service.remove_orphans(SYSTEM)
    assert kept() == []


async def test_an_upload_that_comes_too_late_is_refused(acme, folder, owner, kept, drain):
    waiting, content = asyncio.Event(), text(1000)

    async def late():
        async for piece in pieces(content):
            yield piece
        owner.execute("update files set expires_at = now()")
        waiting.set()

    with pytest.raises(errors.UploadGone):
        await service.upload(acme.member, UploadForm(name="notes.txt", size=1000), late())
    assert waiting.is_set()
    await drain()
    assert kept() == []


async def test_an_upload_that_was_swept_while_it_ran_stays_away(acme, folder, owner, kept, drain):
    async def swept():
        async for piece in pieces(text(1000)):
            yield piece
        await service.give_up_unfinished(SYSTEM, now() + LATER)
        await drain()

    with pytest.raises(errors.UploadGone):
        await service.upload(acme.member, UploadForm(name="notes.txt", size=1000), swept())
    assert len(kept()) == 1, "its object came after the job that removes it"
    aged(folder)
    await sweep()
    assert kept() == []


async def test_nothing_that_is_in_use_is_swept(acme, folder, kept):
    stored = await service.upload(acme.member, UploadForm(name="a.txt", size=10), pieces(text(10)))
    waiting = asyncio.Event()
    running = asyncio.create_task(
        service.upload(acme.member, UploadForm(name="b.txt", size=11), stalled(text(10), waiting))
    )
    await waiting.wait()
    aged(folder)
    await sweep()
    assert (await service.storage_used(acme.member)).files == 2
    assert b"".join([piece async for piece in await service.read(acme.viewer, stored.id)]) == text(10)
    running.cancel()
    await asyncio.wait([running])


async def test_objects_of_organizations_that_are_gone_are_swept(acme, globex, folder, kept, owner):
    for tenant, size in ((acme, 10), (globex, 20)):
        await service.upload(tenant.member, UploadForm(name="a.txt", size=size), pieces(text(size)))
    owner.execute("delete from organizations where id = %s", [acme.id])
    await sweep()
    assert kept() == [10, 20]
    aged(folder)
    await sweep()
    assert kept() == [20]


async def test_objects_under_keys_that_are_not_ours_stay(acme, folder, kept):
    await storage().put("organizations/backup", pieces(b"12345"))
    await storage().put(f"elsewhere/{new_id()}", pieces(b"123"))
    aged(folder)
    await sweep()
    assert kept() == [3, 5]


async def test_a_job_that_was_lost_is_queued_again(acme, folder, owner, kept, drain, queued):
    file = await service.upload(acme.member, UploadForm(name="a.txt", size=10), pieces(text(10)))
    await service.delete(acme.member, file.id)
    owner.execute(
        "set session_replication_role = replica; delete from jobs.procrastinate_jobs; reset session_replication_role"
    )
    await service.give_up_unfinished(SYSTEM)
    assert queued() == []
    await service.give_up_unfinished(SYSTEM, now() + LATER)
    assert queued() == ["files.remove_object"]
    await drain()
    assert kept() == []


async def test_removing_twice_and_what_is_not_deleted_is_harmless(acme, folder, kept):
    file = await service.upload(acme.member, UploadForm(name="a.txt", size=10), pieces(text(10)))
    await service.remove(SYSTEM, file.id)
    assert kept() == [10]
    await service.delete(acme.member, file.id)
    for _ in range(2):
        await service.remove(SYSTEM, file.id)
    assert kept() == []
    with pytest.raises(NotFound):
        await service.get(acme.member, file.id)


async def test_whoever_sends_nothing_more_is_not_waited_for(acme, folder, kept, drain, monkeypatch):
    monkeypatch.setattr("hiveforge.features.files.service.uploading.SILENCE", timedelta(seconds=0.3))
    with pytest.raises(errors.UploadTooSlow):
        await service.upload(acme.member, UploadForm(name="a.txt", size=20), stalled(text(10), asyncio.Event()))
    await drain()
    assert (kept(), await service.storage_used(acme.member)) == ([], StorageUsed(0, 0))


async def test_only_so_many_run_at_once(acme, globex, folder):
    waiting = [asyncio.Event() for _ in range(12)]
    running = [
        asyncio.create_task(service.upload(acme.member, UploadForm(name="a.txt", size=11), stalled(text(10), one)))
        for one in waiting
    ]
    await asyncio.gather(*(one.wait() for one in waiting))
    with pytest.raises(errors.TooManyUploads):
        await service.upload(acme.owner, UploadForm(name="a.txt", size=1), pieces(b"x"))
    assert await service.upload(globex.member, UploadForm(name="a.txt", size=1), pieces(b"x"))
    for one in running:
        one.cancel()
    await asyncio.wait(running)
    assert isinstance((await service.upload(acme.owner, UploadForm(name="a.txt", size=1), pieces(b"x"))).id, UUID)
