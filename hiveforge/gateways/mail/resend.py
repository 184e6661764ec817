"""Mail through Resend, by its own SDK. Knows how Resend says no, and whether asking again can help."""

import asyncio
from http import HTTPStatus

import resend
from resend.exceptions import NoContentError, ResendError

from hiveforge.core.errors import Unavailable
from hiveforge.gateways.retry_after import seconds_to_wait

from . import MailMessage, MailRefused

# Trying later may help although the status is not that of a fault: our key is being changed, the first request still runs.
_PASSING = frozenset({"missing_api_key", "invalid_api_key", "restricted_api_key", "concurrent_idempotent_requests"})


class ResendMail:
    """https://resend.com/docs/api-reference/emails/send-email, with `timeout` seconds for the whole answer."""

    name = "resend"

    def __init__(self, api_key: str, url: str, *, timeout: float = 20) -> None:
        self._api_key, self._url, self._timeout = api_key, url.rstrip("/"), timeout

    async def send(self, message: MailMessage, *, idempotency_key: str) -> str:
        """See `MailGateway.send`."""
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._request(message, idempotency_key)
        except ResendError as error:
            raise _as_ours(error) from error
        except (TimeoutError, NoContentError) as error:
            raise Unavailable("Resend does not answer.") from error
        if not isinstance(response, dict) or not isinstance(provider_id := response.get("id"), str):
            raise Unavailable("Resend answered without an id.")
        return provider_id

    async def _request(self, message: MailMessage, idempotency_key: str) -> object:
        # The SDK keeps its account in module globals. It reads them before it first waits, so nobody can slip in between.
        resend.api_key, resend.api_url = self._api_key, self._url
        resend.default_async_http_client = resend.HTTPXClient(timeout=max(1, int(self._timeout)))
        params: resend.Emails.SendParams = {
            "from": message.sender,
            "to": [message.to],
            "subject": message.subject,
            "html": message.html,
            "text": message.text,
            "headers": dict(message.headers),
        }
        if message.reply_to:
            params["reply_to"] = message.reply_to
        return await resend.Emails.send_async(params, {"idempotency_key": idempotency_key})


def _as_ours(error: ResendError) -> Unavailable | MailRefused:
    status, reason = int(error.code), f"Resend: {error.message} ({error.error_type})"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(reason, retry_after=seconds_to_wait(error.headers))
    if status == HTTPStatus.UNAUTHORIZED or error.error_type in _PASSING:
        return Unavailable(reason)
    return MailRefused(reason)
