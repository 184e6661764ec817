"""What the assistant decides without asking anybody; what answers cost is in `schemas/credits.toml`."""

from .exporting import as_markdown
from .grounding import INSTRUCTIONS, prompt, request, title_of
from .metering import RATES, credits_for, most_credits

__all__ = ["INSTRUCTIONS", "RATES", "as_markdown", "credits_for", "most_credits", "prompt", "request", "title_of"]
