"""A storage of its own for each test: a folder that is looked into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hiveforge.core.settings import settings
from hiveforge.gateways.storage import storage


@pytest.fixture
def folder(owner, tmp_path, monkeypatch) -> Iterator[Path]:
    """The folder in which the local storage keeps files during this test."""
    monkeypatch.setenv("HIVEFORGE_DATA_DIRECTORY", str(tmp_path))
    settings.cache_clear()
    storage.cache_clear()
    yield settings().storage_folder
    monkeypatch.undo()
    settings.cache_clear()
    storage.cache_clear()


@pytest.fixture
def kept(folder):
    """The sizes of everything in the folder, unfinished files included."""

    def sizes() -> list[int]:
        return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    return sizes
