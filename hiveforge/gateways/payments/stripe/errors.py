"""What Stripe's refusals mean for us. What is neither a passing fault nor the payer's matter is a bug of ours, and stays one."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

import stripe

from hiveforge.core.errors import Conflict, NotFound, Unavailable
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.payments.protocol import PaymentRefused, PaymentsMisconfigured
from hiveforge.gateways.retry_after import seconds_to_wait

T = TypeVar("T")

_MISSING, _NOTHING_UPCOMING = "resource_missing", "invoice_upcoming_none"
_ENDED = "A canceled subscription can only update"
# Parameters and codes of requests that fail because of what the payer has or typed.
_PAYERS = (
    "coupon",
    "promotion_code",
    "discounts",
    "payment_method",
    "default_payment_method",
    "source",
    "card",
    "tax_id",
)


@contextmanager
def translated() -> Iterator[None]:
    """Raise Stripe's errors as ours; errors that only a change of our code can mend pass as they are."""
    try:
        yield
    except stripe.StripeError as error:
        ours = as_ours(error)
        if ours is error:
            raise
        raise ours from error


def as_ours(error: stripe.StripeError) -> Exception:
    """Our error for Stripe's, or Stripe's own when nobody but us can mend it. Reports a refused key."""
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        error_reporter().report(error, {"gateway": "stripe"})
        return PaymentsMisconfigured()
    if passes(error):
        return Unavailable("Stripe does not answer.", retry_after=seconds_to_wait(error.headers))
    if isinstance(error, stripe.CardError) or _is_the_payers(error):
        return PaymentRefused(error.user_message or "")
    if is_missing(error) or _ENDED in (error.user_message or ""):
        return NotFound()
    if isinstance(error, stripe.IdempotencyError):
        return Conflict()  # the same was asked a moment ago, and things have changed by it
    return error


def is_missing(error: stripe.StripeError) -> bool:
    """Whether Stripe has no such thing, as opposed to none that we may see."""
    return isinstance(error, stripe.InvalidRequestError) and error.code == _MISSING


def is_nothing_upcoming(error: stripe.InvalidRequestError) -> bool:
    """Whether Stripe has no next invoice to show, as for a subscription that has ended."""
    return error.code == _NOTHING_UPCOMING


def passes(error: stripe.StripeError) -> bool:
    """Whether trying later may help. An answer that is no answer is an APIError with any status."""
    return (
        isinstance(error, stripe.APIConnectionError | stripe.RateLimitError)
        or type(error) is stripe.APIError
        or error.http_status is None
        or error.http_status == HTTPStatus.CONFLICT
        or error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _is_the_payers(error: stripe.StripeError) -> bool:
    if not isinstance(error, stripe.InvalidRequestError):
        return False
    named = f"{error.param or ''} {error.code if error.code != _MISSING else ''}"
    without_card = error.code == _MISSING and "no attached payment source" in (error.user_message or "")
    return without_card or any(word in named for word in _PAYERS)


async def found_or_none(asked: Awaitable[T]) -> T | None:
    """What Stripe gives; None for what it does not have."""
    with translated():
        try:
            return await asked
        except stripe.InvalidRequestError as error:
            if is_missing(error):
                return None
            raise
