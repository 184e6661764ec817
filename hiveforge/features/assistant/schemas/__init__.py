"""What crosses the doors of the assistant: validated input and frozen rows."""

from .forms import (
    LONGEST_QUESTION,
    LONGEST_TITLE,
    AskForm,
    RenameForm,
    SearchForm,
    ShareForm,
)
from .rows import Asked, Author, ConversationRow, FoundConversation, MessageRow, MessageStatus, Source

__all__ = [
    "LONGEST_QUESTION",
    "LONGEST_TITLE",
    "AskForm",
    "Asked",
    "Author",
    "ConversationRow",
    "FoundConversation",
    "MessageRow",
    "MessageStatus",
    "RenameForm",
    "SearchForm",
    "ShareForm",
    "Source",
]
