"""What the product relies on in a storage: asked of a folder and of an S3 server, and of a real bucket with `-m live`.

See docs/how-to-storage.md for how to run it against a bucket of yours.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator

import pytest

from hiveforge.core.clock import new_id
from hiveforge.core.errors import NotFound
from hiveforge.gateways.storage import Storage
from hiveforge.gateways.storage.local import LocalStorage
from hiveforge.gateways.storage.objects import PART_BYTES

from .storage_worlds import real_bucket, s3_server, storage_at

LARGE = 2 * PART_BYTES + 12_345


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as address:
        yield address


@pytest.fixture(params=["local", "s3", pytest.param("bucket", marks=pytest.mark.live)])
def storage(request, tmp_path) -> Storage:
    if request.param == "local":
        return LocalStorage(tmp_path / "files")
    if request.param == "bucket":
        return real_bucket()
    return storage_at(request.getfixturevalue("endpoint"))


@pytest.fixture
def key() -> str:
    return f"organizations/{new_id()}/{new_id()}"


async def stream(content: bytes, *, piece: int = 100_000, then: BaseException | None = None) -> AsyncIterator[bytes]:
    for begin in range(0, len(content), piece):
        await asyncio.sleep(0)
        yield content[begin : begin + piece]
    if then:
        raise then


async def whole(storage: Storage, key: str, **span: int) -> bytes:
    return b"".join([piece async for piece in await storage.open(key, **span)])


async def keys(storage: Storage, prefix: str) -> list[str]:
    return [found.key async for batch in storage.list(prefix) for found in batch]


@pytest.mark.parametrize("size", [0, 1, 100_000, PART_BYTES, PART_BYTES + 1, LARGE])
async def test_what_is_put_is_opened_counted_and_hashed(storage, key, size):
    content = os.urandom(size)
    written = await storage.put(key, stream(content))
    assert (written.size, written.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert await storage.size(key) == size
    assert await whole(storage, key) == content


async def test_a_range_is_read_across_pieces_and_stops_at_the_end(storage, key):
    content = os.urandom(5_000_000)
    await storage.put(key, stream(content))
    assert await whole(storage, key, start=10, end=20) == content[10:20]
    assert await whole(storage, key, start=1_900_000, end=4_500_000) == content[1_900_000:4_500_000]
    assert await whole(storage, key, start=4_999_990, end=9_000_000) == content[-10:]
    assert await whole(storage, key, start=7, end=7) == b""


async def test_what_is_not_there_is_not_found(storage, key):
    for asked in (storage.size(key), storage.open(key), storage.open(key, start=1, end=2)):
        with pytest.raises(NotFound):
            await asked


async def test_deleting_is_for_good_and_twice_is_harmless(storage, key):
    await storage.put(key, stream(b"x"))
    for _ in range(2):
        await storage.delete(key)
        with pytest.raises(NotFound):
            await storage.size(key)


@pytest.mark.parametrize("size", [1000, LARGE], ids=["small", "large"])
async def test_nothing_is_there_before_it_is_whole(storage, key, size):
    seen = []

    async def looked_at() -> AsyncIterator[bytes]:
        async for piece in stream(os.urandom(size), piece=max(size // 5, 1)):
            yield piece
            seen.append(await keys(storage, f"{key.rpartition('/')[0]}/"))

    await storage.put(key, looked_at())
    assert len(seen) >= 5
    assert not any(seen)
    assert await keys(storage, f"{key.rpartition('/')[0]}/") == [key]


@pytest.mark.parametrize("size", [1000, LARGE], ids=["small", "large"])
async def test_a_stream_that_fails_leaves_what_was_there(storage, key, size):
    await storage.put(key, stream(b"before"))
    with pytest.raises(ZeroDivisionError):
        await storage.put(key, stream(os.urandom(size), then=ZeroDivisionError()))
    assert await whole(storage, key) == b"before"


async def test_the_same_key_again_replaces(storage, key):
    await storage.put(key, stream(os.urandom(LARGE)))
    await storage.put(key, stream(b"after"))
    assert await whole(storage, key) == b"after"


async def test_a_folder_is_listed_and_no_other(storage):
    one, other = new_id(), new_id()
    mine = sorted(f"organizations/{one}/{new_id()}" for _ in range(3))
    for key in (*mine, f"organizations/{other}/{new_id()}"):
        await storage.put(key, stream(b"12345"))
    found = [found async for batch in storage.list(f"organizations/{one}/") for found in batch]
    assert sorted(one.key for one in found) == mine
    assert {one.size for one in found} == {5}
    assert all(one.modified_at.tzinfo for one in found)
    assert set(mine) < set(await keys(storage, "organizations/"))


@pytest.mark.parametrize("key", ["../etc/passwd", "a/../b", "/a", "a//b", "A", "a b", "a.txt", "", "a/", "a\0", "ä"])
async def test_only_keys_of_ours_are_taken(storage, key):
    for act in (storage.put(key, stream(b"x")), storage.open(key), storage.size(key), storage.delete(key)):
        with pytest.raises(ValueError, match="not a key of ours"):
            await act


async def test_many_at_once_do_not_mix(storage):
    contents = {f"organizations/{new_id()}/{new_id()}": os.urandom(300_000) for _ in range(12)}
    await asyncio.gather(*(storage.put(key, stream(content)) for key, content in contents.items()))
    read = await asyncio.gather(*(whole(storage, key) for key in contents))
    assert read == list(contents.values())
