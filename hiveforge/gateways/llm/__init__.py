"""Language models behind one door: OpenAI and whoever speaks its protocol, Anthropic, or a demo model on this machine.

async with aclosing(llm().stream(LlmRequest(messages=(Message(Role.USER, "Why?"),)))) as events:
    async for event in events:
        match event: ...
"""

from functools import cache

from .errors import (
    AnswerRefused,
    LlmError,
    ModelBusy,
    ModelMisconfigured,
    ModelUnavailable,
    NoModel,
    PromptTooLong,
)
from .estimates import estimated_usage, prompt_at_most, tokens_at_most
from .gateway import Llm
from .patience import Patience
from .prices import price
from .schemas import (
    Embedded,
    Failed,
    LanguageModel,
    LlmEvent,
    LlmRequest,
    Message,
    ModelClass,
    Role,
    Started,
    Stopped,
    StopReason,
    Text,
    TokenCount,
    Usage,
)

__all__ = [
    "AnswerRefused",
    "Embedded",
    "Failed",
    "LanguageModel",
    "Llm",
    "LlmError",
    "LlmEvent",
    "LlmRequest",
    "Message",
    "ModelBusy",
    "ModelClass",
    "ModelMisconfigured",
    "ModelUnavailable",
    "NoModel",
    "PromptTooLong",
    "Role",
    "Started",
    "StopReason",
    "Stopped",
    "Text",
    "TokenCount",
    "Usage",
    "estimated_usage",
    "llm",
    "price",
    "prompt_at_most",
    "tokens_at_most",
]


@cache
def llm() -> Llm:
    """The models that the settings name. Until an adapter is there, nobody answers: NoModel."""
    return Llm([], Patience(first=60, silence=30, answer=180))
