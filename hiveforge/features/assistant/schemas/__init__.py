"""What crosses the doors of the assistant: validated input and frozen rows."""

from .forms import (
    LONGEST_QUESTION,
    LONGEST_TITLE,
    AskForm,
    RenameForm,
    ShareForm,
)
from .rows import Asked, Author, ConversationRow, MessageRow, MessageStatus, Source

__all__ = [
    "LONGEST_QUESTION",
    "LONGEST_TITLE",
    "AskForm",
    "Asked",
    "Author",
    "ConversationRow",
    "MessageRow",
    "MessageStatus",
    "RenameForm",
    "ShareForm",
    "Source",
]
