"""A process that uploads without end until it is killed: `uploader.py <organization> <person>`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from uuid import UUID

import hiveforge.features.billing  # noqa: F401  knows what plans include
from hiveforge.core import actor as actors
from hiveforge.core.permissions import Role
from hiveforge.features.files import service
from hiveforge.features.files.schemas import UploadForm

SIZE = 30_000_000
PIECE = b"The quick brown fox jumps over it.\n" * 8192


async def content() -> AsyncIterator[bytes]:
    sent = 0
    while sent < SIZE:
        piece = PIECE[: SIZE - sent]
        sent += len(piece)
        yield piece
        print(sent, flush=True)  # noqa: T201
        await asyncio.sleep(0.01)


async def main(organization: str, person: str) -> None:
    member = actors.user(UUID(person), organization=UUID(organization), slug="acme", role=Role.MEMBER)
    while True:
        await service.upload(member, UploadForm(name="notes.txt", size=SIZE), content())
        print("stored", flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
