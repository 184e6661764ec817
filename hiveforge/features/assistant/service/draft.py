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
        self.model = ""
        self.demo = False
        self._model: LanguageModel | None = None

    @property
    def ended(self) -> bool:
        return self.status.finished

    @property
    def cost(self) -> Decimal | None:
        """In US dollars; None where nobody knows the model's price."""
        return price(self._model, self.usage) if self._model and self.usage else None

    def take(self, event: LlmEvent) -> None:
        match event:
            case Started(model):
                self._model, self.model, self.demo = model, model.name, model.demo
            case Text(text):
                self.text += text
            case Usage():
                self.usage = event
            case Stopped(reason):
                self.status = MessageStatus.COMPLETE
                self.error = CUT if reason is StopReason.LENGTH else ""
            case Failed(error):
                self._end(MessageStatus.FAILED, error.message)

    def resume(self, text: str, model: str, *, demo: bool) -> None:
        """Take over what another worker has written."""
        self.text, self.model, self.demo = text, model, demo

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
        if self.usage is None and self.model:
            self.usage = estimated_usage(self.request, self.text)
