"""What readers of the local inbox get."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    id: UUID
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
