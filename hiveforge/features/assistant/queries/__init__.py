"""Reads of conversations and of what was said in them."""

from .conversations import conversation, conversations, message, messages, replace_from
from .finding import Said, excerpts, saying, terms

__all__ = [
    "Said",
    "conversation",
    "conversations",
    "excerpts",
    "message",
    "messages",
    "replace_from",
    "saying",
    "terms",
]
