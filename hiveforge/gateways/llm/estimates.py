"""How many tokens a text has at most, where the vendor does not say: for reservations, and for answers that break off.

Tokenizers work on bytes, so no text has more tokens than bytes. Words are merged, in any language at least two letters to a
token; figures, signs and everything outside ASCII may stay one token for each byte. The estimate adds the two up: about twice
the real count for English prose, and too low only for letters at random.
"""

import re

from .schemas import LlmRequest, Usage

_WORD = re.compile(rb" ?[A-Za-z]+")
_FRAME_TOKENS = 12  # what the vendor's format puts around each message


def tokens_at_most(text: str) -> int:
    """The estimate for one text."""
    encoded = text.encode()
    return len(encoded) - sum(len(word) // 2 for word in _WORD.findall(encoded))


def prompt_at_most(request: LlmRequest) -> int:
    """The estimate for everything that is sent."""
    texts = [request.instructions, *(message.text for message in request.messages)]
    return sum(tokens_at_most(text) + _FRAME_TOKENS for text in texts)


def estimated_usage(request: LlmRequest, answer: str) -> Usage:
    """What an answer used whose end, with the real numbers, never came: it broke off, or nobody wanted the rest."""
    output = min(tokens_at_most(answer), request.max_output_tokens)
    return Usage(input_tokens=prompt_at_most(request), output_tokens=output, estimated=True)
