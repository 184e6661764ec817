"""What can go wrong with a storage, and how one is chosen."""

import asyncio
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest

from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import UnsafeSettings, settings
from hiveforge.gateways import storage as gateway
from hiveforge.gateways.storage.local import LocalStorage
from hiveforge.gateways.storage.objects import PART_BYTES

from .storage_worlds import NAME, Troubled, s3_client, s3_server, storage_at
from .test_storage_contract import stream, whole

KEY = "organizations/1/2"
LARGE = 3 * PART_BYTES


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as address:
        yield address


@pytest.fixture
async def troubled(endpoint):
    async with Troubled(endpoint) as proxy:
        yield proxy


@pytest.fixture
def environment(monkeypatch) -> Iterator[pytest.MonkeyPatch]:
    for cached in (settings, gateway.storage):
        cached.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for cached in (settings, gateway.storage):
        cached.cache_clear()


def unfinished(endpoint: str) -> list[str]:
    return [upload["Key"] for upload in s3_client(endpoint).list_multipart_uploads(Bucket=NAME).get("Uploads", [])]


# --- a service in the network ---


@pytest.mark.parametrize("fault", ["500", "503", "cut"])
async def test_a_passing_fault_is_tried_again(troubled, fault):
    storage = storage_at(troubled.endpoint)
    troubled.faults = [fault]
    await storage.put(KEY, stream(b"kept"))
    troubled.faults = [fault]
    assert await whole(storage, KEY) == b"kept"


@pytest.mark.parametrize(("fault", "times"), [("500", 3), ("403", 1), ("silence", 3)])
async def test_a_lasting_fault_is_unavailable_and_says_nothing_of_the_service(troubled, fault, times):
    storage = storage_at(troubled.endpoint, seconds=0.5)
    for act in (lambda: storage.put(KEY, stream(b"x")), lambda: storage.size(KEY), lambda: storage.delete(KEY)):
        troubled.faults = [fault] * times
        with pytest.raises(Unavailable, match=r"^The file storage does not answer\. Try again in a minute\.$"):
            await act()
        troubled.faults = []


async def test_nobody_listening_and_a_bucket_that_is_not_there_are_unavailable(endpoint):
    for storage in (storage_at("http://127.0.0.1:9", seconds=0.5), storage_at(endpoint, name="no-such-bucket")):
        with pytest.raises(Unavailable):
            await storage.put(KEY, stream(b"x"))


async def test_parts_are_taken_back_when_the_stream_fails_and_when_nobody_waits_any_more(endpoint):
    storage = storage_at(endpoint)
    with pytest.raises(ZeroDivisionError):
        await storage.put(KEY, stream(os.urandom(LARGE), then=ZeroDivisionError()))
    assert unfinished(endpoint) == []

    stalled = asyncio.Event()

    async def never_ending():
        async for piece in stream(os.urandom(LARGE)):
            yield piece
        stalled.set()
        await asyncio.Event().wait()

    putting = asyncio.create_task(storage.put("organizations/1/3", never_ending()))
    await stalled.wait()
    assert unfinished(endpoint) == ["organizations/1/3"]
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert unfinished(endpoint) == []


async def test_nothing_in_the_bucket_is_public(endpoint):
    await storage_at(endpoint).put(KEY, stream(b"x"))
    granted = s3_client(endpoint).get_object_acl(Bucket=NAME, Key=KEY)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in granted] == ["CanonicalUser"]


# --- a folder ---


async def test_the_folder_is_for_this_user_alone(tmp_path):
    LocalStorage(tmp_path / "files")
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


async def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path):
    storage = LocalStorage(tmp_path / "files")
    (tmp_path / "files" / "organizations").write_text("a file stands where a folder is needed")
    with pytest.raises(Unavailable):
        await storage.put(KEY, stream(b"x"))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte, where the machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run([shutil.which("umount") or "umount", disk], check=True)


async def test_a_full_disk_is_unavailable_and_leaves_nothing(small_disk):
    storage = LocalStorage(small_disk / "files")
    for size in (2_000_000, LARGE):
        with pytest.raises(Unavailable):
            await storage.put(KEY, stream(os.urandom(size)))
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    await storage.put(KEY, stream(b"fits"))


async def test_what_a_killed_process_left_is_forgotten_after_its_time(tmp_path):
    storage = LocalStorage(tmp_path / "files")
    await storage.put(KEY, stream(b"whole"))
    left = tmp_path / "files" / "organizations" / "1" / "9#1"
    left.write_bytes(b"half")
    assert await storage.forget_unfinished(timedelta(hours=1)) == 0
    os.utime(left, (1, 1))
    assert await storage.forget_unfinished(timedelta(hours=1)) == 1
    assert await whole(storage, KEY) == b"whole"
    assert not left.exists()


# --- the choice ---

KEYS = {
    "HIVEFORGE_STORAGE_BUCKET": NAME,
    "HIVEFORGE_STORAGE_ACCESS_KEY_ID": "key",
    "HIVEFORGE_STORAGE_SECRET_ACCESS_KEY": "secret",
}


def test_files_stay_in_a_folder_when_nothing_is_set(environment, tmp_path):
    environment.setenv("HIVEFORGE_DATA_DIRECTORY", str(tmp_path))
    assert gateway.storage().name == "local"
    assert (tmp_path / "files").is_dir()


@pytest.mark.parametrize("missing", [*KEYS, "SUPABASE_URL"])
def test_what_is_missing_is_named(environment, missing):
    environment.setenv("HIVEFORGE_STORAGE_PROVIDER", "supabase")
    for name, value in {**KEYS, "SUPABASE_URL": "https://x.supabase.co"}.items():
        if name != missing:
            environment.setenv(name, value)
    with pytest.raises(UnsafeSettings, match=missing):
        gateway.storage()


async def test_supabase_is_asked_at_its_s3_address(environment, endpoint):
    """Supabase's own path, with an S3 server behind it that knows no such bucket: the request is refused, not lost."""
    async with Troubled(endpoint) as proxy:
        environment.setenv("HIVEFORGE_STORAGE_PROVIDER", "supabase")
        for name, value in {**KEYS, "SUPABASE_URL": proxy.endpoint}.items():
            environment.setenv(name, value)
        with pytest.raises(Unavailable):
            await gateway.storage().put(KEY, stream(b"x"))
        assert gateway.storage().name == "supabase"
        assert proxy.paths[0].startswith(f"/storage/v1/s3/{NAME}/{KEY}")
