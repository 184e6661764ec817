"""An answer while it is being written: what has come of it, and what it has used."""

from decimal import Decimal

from hiveforge.features.assistant.schemas import MessageStatus
from hiveforge.gateways.llm import (
    Failed,
    LanguageModel,
    LlmEvent,
    LlmRequest,
    Started,
    Stopped,
    StopReason,
    Text,
    Usage,
    estimated_usage,
    price,
)

BROKEN_OFF = "The answer broke off because the server that wrote it was stopped. Ask again for the rest."
CUT = "The answer is as long as one may be, and breaks off here."


class Draft:
    """Takes the events of one answer. `usage` is None while nothing was used."""

    def __init__(self, request: LlmRequest) -> None:
        self.request = request
        self.text = ""
        self.status = MessageStatus.STREAMING
        self.error = ""
        self.usage: Usage | None = None
        self._model: LanguageModel | None = None

    @property
    def ended(self) -> bool:
        return self.status.finished

    @property
    def model(self) -> str:
        return self._model.name if self._model else ""

    @property
    def demo(self) -> bool:
        return self._model is not None and self._model.demo

    @property
    def cost(self) -> Decimal | None:
        """In US dollars; None where nobody knows the model's price."""
        return price(self._model, self.usage) if self._model and self.usage else None

    def take(self, event: LlmEvent) -> None:
        match event:
            case Started(model):
                self._model = model
            case Text(text):
                self.text += text
            case Usage():
                self.usage = event
            case Stopped(reason):
                self.status = MessageStatus.COMPLETE
                self.error = CUT if reason is StopReason.LENGTH else ""
            case Failed(error):
                self._end(MessageStatus.FAILED, error.message)

    def stop(self) -> None:
        """Somebody does not want the rest."""
        self._end(MessageStatus.STOPPED, "")

    def broken_off(self) -> "Draft":
        """Its writer has to go."""
        if not self.ended:
            self._end(MessageStatus.FAILED, BROKEN_OFF)
        return self

    def _end(self, status: MessageStatus, error: str) -> None:
        self.status, self.error = status, error
        if self.usage is None and self._model is not None:
            self.usage = estimated_usage(self.request, self.text)
