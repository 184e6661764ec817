"""What the assistant does: conversations, questions, answers."""

from .answering import answer, follow, stop, sweep
from .asking import ask, regenerate
from .conversations import delete, export, get, list_messages, rename, share
from .finding import list_conversations, search

__all__ = [
    "answer",
    "ask",
    "delete",
    "export",
    "follow",
    "get",
    "list_conversations",
    "list_messages",
    "regenerate",
    "rename",
    "search",
    "share",
    "stop",
    "sweep",
]
