"""Files in a folder of this machine: nothing to set up, for development and for one server with a disk of its own."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from obstore.store import LocalStore

from .objects import ObjectStorage
from .protocol import Written

# obstore writes beside the object, under its name with a number, and renames it when it is whole.
_UNFINISHED = re.compile(r".*#\d+")


class LocalStorage(ObjectStorage):
    """Below `folder`, which is made for this user alone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        super().__init__("local", LocalStore(folder))

    async def put(self, key: str, content: AsyncIterator[bytes]) -> Written:
        """See `Storage.put`. What is said to be stored is on the disk and survives a loss of power."""
        written = await super().put(key, content)
        await asyncio.to_thread(_keep, self._folder / key)
        return written

    async def forget_unfinished(self, older_than: timedelta) -> int:
        """See `Storage.forget_unfinished`."""
        return await asyncio.to_thread(self._forget, time.time() - older_than.total_seconds())

    def _forget(self, before: float) -> int:
        forgotten = 0
        for folder, _, names in os.walk(self._folder):
            for path in (Path(folder, name) for name in names if _UNFINISHED.fullmatch(name)):
                if path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)
                    forgotten += 1
        return forgotten


def _keep(path: Path) -> None:
    for one in (path, path.parent):
        opened = os.open(one, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
