"""Mail that stays on this machine: into the local inbox, for development and tests."""

from hiveforge.sandbox import inbox

from . import MailMessage, MailRefused


class InboxMail:
    """Delivers to the inbox page at /inbox."""

    name = "inbox"

    async def send(self, message: MailMessage, *, idempotency_key: str) -> str:
        """See `MailGateway.send`."""
        try:
            delivered = await inbox.deliver(
                idempotency_key=idempotency_key,
                sender=message.sender,
                recipient=message.to,
                subject=message.subject,
                html=message.html,
                text=message.text,
                headers={**message.headers, **({"Reply-To": message.reply_to} if message.reply_to else {})},
            )
        except inbox.Refused as error:
            raise MailRefused(str(error)) from error
        return str(delivered)
