"""What an answer costs in AI credits, from the rates in `schemas/credits.toml`."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hiveforge.gateways.llm import LlmRequest, ModelClass, Usage, prompt_at_most

_FILE = Path(__file__).parents[1] / "schemas" / "credits.toml"


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens that one credit pays for, and how many tokens an answer may have."""

    input_tokens: int
    output_tokens: int
    longest_answer: int


RATES: Mapping[ModelClass, Rate] = {
    ModelClass(name): Rate(**rate) for name, rate in tomllib.loads(_FILE.read_text()).items()
}


def credits_for(model_class: ModelClass, usage: Usage) -> int:
    """What an answer costs: never nothing, because asking itself costs something; rounded up."""
    rate = RATES[model_class]
    return max(1, math.ceil(usage.input_tokens / rate.input_tokens + usage.output_tokens / rate.output_tokens))


def most_credits(request: LlmRequest) -> int:
    """What the answer to `request` can cost at most: that much is reserved."""
    most = Usage(input_tokens=prompt_at_most(request), output_tokens=request.max_output_tokens)
    return credits_for(request.model_class, most)
