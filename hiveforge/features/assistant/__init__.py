"""The assistant: conversations of members, answered from the organization's documents, paid with AI credits.

asked = await assistant.ask(actor, assistant.AskForm(text="How do we invite a colleague?"))
"""

from .errors import StillAnswering
from .schemas import Asked, AskForm, ConversationRow, FoundConversation, MessageRow, MessageStatus, SearchForm, Source
from .service import ask, list_conversations, list_messages, search

__all__ = [
    "AskForm",
    "Asked",
    "ConversationRow",
    "FoundConversation",
    "MessageRow",
    "MessageStatus",
    "SearchForm",
    "Source",
    "StillAnswering",
    "ask",
    "list_conversations",
    "list_messages",
    "search",
]
