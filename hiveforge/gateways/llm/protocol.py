"""What the gateway needs from a vendor. Waiting, trying again and turning to another vendor are the gateway's."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from .schemas import Embedded, LanguageModel, LlmRequest, ModelClass, Stopped, Text, Usage


class Provider(Protocol):
    """All methods raise LlmError, and try nothing twice."""

    name: str

    def model(self, model_class: ModelClass) -> LanguageModel | None:
        """The model that stands for the class now; None while there is none. Asks nobody."""
        ...

    async def prepare(self) -> None:
        """Import and start what is needed before anything can be asked; that takes seconds the first time."""
        ...

    def stream(self, request: LlmRequest) -> AsyncGenerator[Text | Usage | Stopped, None]:
        """The answer as it comes, ending with Stopped. Closing the generator ends the vendor's work."""
        ...

    async def count(self, request: LlmRequest) -> int | None:
        """The tokens of the prompt, counted by the vendor; None when it does not count."""
        ...

    async def embed(self, texts: Sequence[str]) -> Embedded | None:
        """None when the vendor makes no embeddings."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...
