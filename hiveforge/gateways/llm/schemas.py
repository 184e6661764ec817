"""What is asked of a language model and what comes back: plain, frozen data, the same for every vendor."""

from dataclasses import dataclass, field
from enum import StrEnum

from .errors import LlmError


class ModelClass(StrEnum):
    """What an answer may cost. Settings say which model of which vendor stands for each."""

    STANDARD = "standard"
    ADVANCED = "advanced"
    PREMIUM = "premium"


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class StopReason(StrEnum):
    """END: the model was done. LENGTH: `max_output_tokens` or the model's context was full, so the text breaks off."""

    END = "end"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmRequest:
    """`messages` begin and end with the user's. What people wrote is kept out of `repr`, and so out of logs."""

    messages: tuple[Message, ...] = field(repr=False)
    instructions: str = field(default="", repr=False)
    model_class: ModelClass = ModelClass.STANDARD
    max_output_tokens: int = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """A model at a vendor. `demo`: it runs on this machine, costs nothing and is often wrong, which people must be told.

    `context_tokens` is how much prompt and answer it takes together; None where only the vendor knows.
    """

    provider: str
    name: str
    api_url: str = field(repr=False)
    demo: bool = False
    context_tokens: int | None = None

    @property
    def label(self) -> str:
        """What people read beside an answer."""
        return f"{self.name}, a demo model on this machine, often wrong" if self.demo else self.name


@dataclass(frozen=True, slots=True)
class Started:
    """The answer begins, and this model gives it."""

    model: LanguageModel


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used in all. `input_tokens` include `cached_tokens`; `estimated`: the vendor did not say, this is at most."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """The answer is complete, or as long as it may be."""

    reason: StopReason


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer, or none beyond the text so far; the error has words for people."""

    error: LlmError


LlmEvent = Started | Text | Usage | Stopped | Failed


@dataclass(frozen=True, slots=True)
class TokenCount:
    """`exact`: the vendor counted; else an estimate that is hardly ever too low."""

    tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Embedded:
    """One vector for each text, in the order of the texts. Vectors of different models cannot be compared."""

    model: LanguageModel
    vectors: tuple[tuple[float, ...], ...] = field(repr=False)
    usage: Usage
