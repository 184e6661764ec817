"""Language models behind one door: OpenAI and whoever speaks its protocol, Anthropic, or a demo model on this machine.

async with aclosing(llm().stream(LlmRequest(messages=(Message(Role.USER, "Why?"),)))) as events:
    async for event in events:
        match event: ...
"""

from functools import cache

from hiveforge.core.settings import settings

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
from .registry import providers
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
    "close_llm",
    "estimated_usage",
    "llm",
    "price",
    "prompt_at_most",
    "tokens_at_most",
]


@cache
def llm() -> Llm:
    """The vendors whose key is set, in the order of the settings; without any, and never in production, the demo model."""
    found = settings()
    patience = Patience(
        first=found.llm_first_seconds, silence=found.llm_silence_seconds, answer=found.llm_answer_seconds
    )
    return Llm(list(providers(found)), patience)


async def close_llm() -> None:
    """Give the connections back, and let the demo model go, if any model was asked."""
    if llm.cache_info().currsize:
        await llm().close()
