"""The assistant's demo model: `hiveforge up` fetches its weights beside everything else. Nothing waits for them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hiveforge.core.settings import PROJECT, Settings
from hiveforge.gateways.llm.registry import asks_demo_model, vendors
from hiveforge.sandbox import llm as sandbox

from .processes import end_with_parent, running


@contextmanager
def fetching_demo_model(found: Settings, models: Path = sandbox.MODELS) -> Iterator[None]:
    """Fetch in a process of its own until the end of the block, when the weights are wanted and not here."""
    if not asks_demo_model(found) or sandbox.weights(models).is_file():
        yield
        return
    click.echo(f"Fetching the assistant's demo model, {sandbox.MEGABYTES} MB, meanwhile.")
    with running([sys.executable, "-m", __name__, str(os.getpid()), str(models)], os.environ, cwd=PROJECT):
        yield


def who_answers(found: Settings) -> str:
    """For the doctor: whom the assistant asks."""
    if named := vendors(found):
        return f"asks {', then '.join(named)}"
    if not asks_demo_model(found):
        return "shows passages only: OPENAI_API_KEY or ANTHROPIC_API_KEY would let a model answer"
    if sandbox.ready():
        return f"asks {sandbox.MODEL}, a demo model on this machine, often wrong"
    return "shows passages only: the demo model is not here; `hiveforge up` fetches it"


def _fetch(models: Path) -> None:
    try:
        sandbox.fetch(models)
    except sandbox.CannotFetch as refusal:
        sys.exit(f"The demo model is not here, so the assistant shows passages only. {refusal}")


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    _fetch(Path(sys.argv[2]))
