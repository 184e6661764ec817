"""What the product asks of a place for files: bytes under keys of ours, whole or not at all, and never public."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Written:
    """What has been stored, as it was counted on its way. `sha256` is hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredObject:
    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """Keys are made of our own ids (`a-z0-9-/`), never of what people call their files; others raise ValueError.

    All methods raise Unavailable when the storage does not answer, is full or does not let us in.
    """

    name: str

    async def put(self, key: str, content: AsyncIterator[bytes]) -> Written:
        """Store what the stream yields. Until it has ended, and when it fails, nothing is there; what was there stays.

        What the stream raises comes out again. The same key again replaces the object.
        """
        ...

    async def open(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`. Raises NotFound before the first byte."""
        ...

    async def size(self, key: str) -> int:
        """How many bytes are there. Raises NotFound."""
        ...

    async def delete(self, key: str) -> None:
        """Make sure that nothing is there. Twice is harmless."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[Sequence[StoredObject]]:
        """Everything below a prefix that ends with a slash, in batches."""
        ...

    async def forget_unfinished(self, older_than: timedelta) -> int:
        """Remove what killed processes have left of objects that were never finished; return how many.

        Services in the network do that by a rule of the bucket: here it is nothing then.
        """
        ...
