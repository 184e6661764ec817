"""Documents in organizations, read by the real reader out of a storage of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from hiveforge.core.actor import Actor
from hiveforge.core.settings import settings
from hiveforge.features.documents import DocumentForm, DocumentRow, service
from hiveforge.gateways.storage import storage

Add = Callable[..., Awaitable[DocumentRow]]


@pytest.fixture(autouse=True)
def folder(owner, tmp_path, monkeypatch) -> Iterator[Path]:
    """The folder in which the local storage keeps files during this test."""
    monkeypatch.setenv("HIVEFORGE_DATA_DIRECTORY", str(tmp_path))
    settings.cache_clear()
    storage.cache_clear()
    yield settings().storage_folder
    monkeypatch.undo()
    settings.cache_clear()
    storage.cache_clear()


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


def form(name: str, content: bytes, tags: str = "") -> DocumentForm:
    return DocumentForm(name=name, size=len(content), tags=tags)


@pytest.fixture
def add(drain) -> Add:
    """Add a document and, unless `read=False`, have it read; returns it as it is then."""

    async def added(
        actor: Actor, content: bytes | str, name: str = "notes.md", *, tags: str = "", read: bool = True
    ) -> DocumentRow:
        raw = content.encode() if isinstance(content, str) else content
        document = await service.add(actor, form(name, raw, tags), in_pieces(raw))
        if not read:
            return document
        await drain()
        return await service.get(actor, document.id)

    return added


@pytest.fixture
def find() -> Callable[..., Awaitable[list[str]]]:
    """The titles of the documents that a search finds, the best first."""

    async def found(actor: Actor, text: str, limit: int = 10) -> list[str]:
        from hiveforge.features.documents import SearchForm

        return [passage.title for passage in await service.search(actor, SearchForm(text=text, limit=limit))]

    return found
