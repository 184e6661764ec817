"""Mail leaves through here: one protocol, chosen by the settings. Decides nothing about who gets what, and retries nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from hiveforge.core.errors import AppError
from hiveforge.core.settings import UnsafeSettings, settings


class MailRefused(AppError):
    """The provider will never take this message; the words say why. Sending it again cannot help."""

    status, code, message = 422, "mail_refused", "The mail provider refused this message."


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """One message to one person. `reply_to` gets the answers, the sender where it is empty.

    `headers` are further ones, such as `List-Unsubscribe`.
    """

    to: str
    subject: str
    html: str
    text: str
    sender: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class MailGateway(Protocol):
    """What every provider of mail does."""

    name: str

    async def send(self, message: MailMessage, *, idempotency_key: str) -> str:
        """Hand the message over and return the provider's id for it.

        The same key with the same message again within 24 hours delivers nothing and returns the same id.
        Raises Unavailable when trying later may help (with `retry_after` when the provider says when),
        MailRefused when it cannot, as for the same key with another message.
        """
        ...


def mail_gateway() -> MailGateway:
    """Resend when its key is set, else the local inbox. Raises UnsafeSettings for the local inbox in production."""
    if key := settings().resend_api_key.get_secret_value():
        from .resend import ResendMail

        return ResendMail(key, settings().resend_url)
    if settings().production:
        raise UnsafeSettings("RESEND_API_KEY must be set: the local inbox would show everybody's mail.")
    from .inbox import InboxMail

    return InboxMail()


def uses_local_inbox() -> bool:
    """Whether mail stays on this machine, where the inbox page shows it."""
    return not settings().production and not settings().resend_api_key.get_secret_value()
