"""Storage over obstore, which speaks to folders and to S3 alike. Knows how it says no."""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from typing import Any

import obstore
import structlog
from obstore.exceptions import BaseError

from hiveforge.core.errors import NotFound, Unavailable

from .protocol import StoredObject, Written

log = structlog.get_logger(__name__)

# What fits into one part is sent at once; more goes in parts, two at a time, so that an upload takes 24 MiB at most.
PART_BYTES = 8 * 1024 * 1024
_PARTS_AT_ONCE = 2
_PIECE_BYTES = 2 * 1024 * 1024
_LISTED_AT_ONCE = 500
_KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")


class ObjectStorage:
    """See `Storage`. `store` is one of obstore's."""

    def __init__(self, name: str, store: Any) -> None:
        self.name, self._store = name, store

    async def put(self, key: str, content: AsyncIterator[bytes]) -> Written:
        """See `Storage.put`."""
        _check(key)
        counted = _Counted(content)
        first = await _up_to(counted, PART_BYTES)
        with _in_our_words("put", key, missing=Unavailable):
            if counted.ended:
                await obstore.put_async(self._store, key, first)
            else:
                await self._put_in_parts(key, first, counted)
        return Written(counted.size, counted.sha256)

    async def open(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See `Storage.open`."""
        size = await self.size(key)
        return self._read(key, start, size if end is None else min(end, size))

    async def size(self, key: str) -> int:
        """See `Storage.size`."""
        _check(key)
        with _in_our_words("size", key):
            return (await obstore.head_async(self._store, key))["size"]

    async def delete(self, key: str) -> None:
        """See `Storage.delete`."""
        _check(key)
        with contextlib.suppress(NotFound), _in_our_words("delete", key):
            await obstore.delete_async(self._store, key)

    async def list(self, prefix: str = "") -> AsyncIterator[Sequence[StoredObject]]:
        """See `Storage.list`."""
        with _in_our_words("list", prefix):
            async for batch in obstore.list(self._store, prefix, chunk_size=_LISTED_AT_ONCE):
                yield [StoredObject(found["path"], found["size"], found["last_modified"]) for found in batch]

    async def forget_unfinished(self, older_than: timedelta) -> int:  # noqa: ARG002  a rule of the bucket does it
        """See `Storage.forget_unfinished`."""
        return 0

    async def _read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Piece by piece: a request that stays open while a slow reader takes its time would be cut by the service."""
        for begin in range(start, end, _PIECE_BYTES):
            with _in_our_words("read", key):
                piece = await obstore.get_range_async(self._store, key, start=begin, end=min(begin + _PIECE_BYTES, end))
            yield piece.to_bytes()

    async def _put_in_parts(self, key: str, first: bytes, rest: "_Counted") -> None:
        parts = _Parts(first, rest)
        sending: asyncio.Future[Any] = asyncio.ensure_future(
            obstore.put_async(self._store, key, parts, chunk_size=PART_BYTES, max_concurrency=_PARTS_AT_ONCE)
        )
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            # Only a stream that fails makes the library take back what it has sent; being cancelled does not.
            parts.stop()
            await asyncio.wait([sending], timeout=10)
            raise


class _Stopped(Exception):
    """Nobody wants the object any more."""


class _Counted:
    """The stream, with what went through it."""

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        self._content, self._hash = content, hashlib.sha256()
        self.size, self.ended = 0, False

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def next(self) -> bytes:
        """The next bytes; none at the end."""
        async for chunk in self._content:
            self._hash.update(chunk)
            self.size += len(chunk)
            if chunk:
                return chunk
        self.ended = True
        return b""


class _Parts:
    """The stream as the library takes it, which can be stopped from outside while it waits for more."""

    def __init__(self, first: bytes, rest: _Counted) -> None:
        self._first, self._rest = first, rest
        self._step: asyncio.Task[bytes] | None = None
        self._stopped = False

    def __aiter__(self) -> "_Parts":
        return self

    async def __anext__(self) -> bytes:
        if self._stopped:
            raise _Stopped
        first, self._first = self._first, b""
        if first:
            return first
        self._step = asyncio.create_task(_up_to(self._rest, PART_BYTES))
        try:
            part = await self._step
        except asyncio.CancelledError:
            raise _Stopped from None
        if not part:
            raise StopAsyncIteration
        return part

    def stop(self) -> None:
        self._stopped = True
        if self._step:
            self._step.cancel()


async def _up_to(counted: _Counted, size: int) -> bytes:
    """At least `size` bytes, or all that are left."""
    gathered = bytearray()
    while len(gathered) < size and (chunk := await counted.next()):
        gathered += chunk
    return bytes(gathered)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key of ours: {key!r}")


@contextlib.contextmanager
def _in_our_words(act: str, key: str, *, missing: type[NotFound | Unavailable] = NotFound) -> Iterator[None]:
    """The library's errors name addresses and answers of the service: for the log, not for people."""
    try:
        yield
    except FileNotFoundError as error:
        if missing is Unavailable:
            log.warning("file storage refused", act=act, key=key, reason=str(error))
            raise Unavailable from error
        raise missing from error
    except (BaseError, OSError) as error:
        log.warning("file storage failed", act=act, key=key, reason=str(error))
        raise Unavailable("The file storage does not answer. Try again in a minute.") from error
