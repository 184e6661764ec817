"""Conversations and what was said in them."""

from .conversation import Conversation
from .message import AssistantMessage

__all__ = ["AssistantMessage", "Conversation"]
