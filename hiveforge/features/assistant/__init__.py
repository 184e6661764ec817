"""The assistant: conversations of members, answered from the organization's documents, paid with AI credits.

asked = await assistant.ask(actor, assistant.AskForm(text="How do we invite a colleague?"))
"""

from .errors import StillAnswering
from .schemas import Asked, AskForm, ConversationRow, MessageRow, MessageStatus, Source
from .service import ask, list_conversations, list_messages

__all__ = [
    "AskForm",
    "Asked",
    "ConversationRow",
    "MessageRow",
    "MessageStatus",
    "Source",
    "StillAnswering",
    "ask",
    "list_conversations",
    "list_messages",
]
