"""A small language model on this machine, which speaks OpenAI's and Anthropic's protocol: a demo, often wrong.

It lives in a process of its own, with one thread and a bounded memory, which starts at the first question and ends when
nobody asks. Never started in production.
"""

from .home import Endpoint, Home
from .model import CONTEXT_TOKENS, MODEL, MOST_OUTPUT_TOKENS
from .starting import CannotStart, endpoint, home_of, leave
from .weights import MEGABYTES, MODELS, CannotFetch, fetch, ready, weights

__all__ = [
    "CONTEXT_TOKENS",
    "MEGABYTES",
    "MODEL",
    "MODELS",
    "MOST_OUTPUT_TOKENS",
    "CannotFetch",
    "CannotStart",
    "Endpoint",
    "Home",
    "endpoint",
    "fetch",
    "home_of",
    "leave",
    "ready",
    "weights",
]
