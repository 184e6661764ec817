"""What the errors of both SDKs mean for us. They are made by one generator, so they look alike.

A vendor's words are dropped, as they may repeat the key or the prompt; its codes and the request's id are kept for the log.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from hiveforge.gateways.retry_after import seconds_to_wait

from .errors import AnswerRefused, LlmError, ModelBusy, ModelMisconfigured, ModelUnavailable, PromptTooLong
from .patience import TooSlow

_TOO_LONG = {
    "context_length_exceeded", "exceed_context_size_error", "request_too_large", "string_above_max_length", "413",
}  # fmt: skip
_REFUSED = {"content_filter", "content_policy_violation"}
_MISCONFIGURED = {
    "authentication_error", "invalid_api_key", "permission_error", "billing_error", "insufficient_quota",
    "billing_hard_limit_reached", "not_found_error", "model_not_found", "401", "402", "403", "404",
}  # fmt: skip
_BUSY = {"rate_limit_error", "rate_limit_exceeded", "overloaded_error", "429", "529"}
_PASSING = {"408", "409", "425"}
# What reading an answer raises that is not what it should be.
_NONSENSE = (ValueError, TypeError, AttributeError)
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@contextmanager
def translated(vendors: type[Exception]) -> Iterator[None]:
    """Raise `vendors` errors, and what goes wrong below and above them, as ours."""
    try:
        yield
    except LlmError:
        raise
    except (vendors, httpx2.HTTPError) as error:
        raise as_ours(error) from None
    except _NONSENSE as error:
        raise _with_reason(ModelUnavailable(), f"nonsense ({type(error).__name__})") from None


def as_ours(error: Exception) -> LlmError:
    """Our error for one of the SDK's or of its HTTP client."""
    if _timed_out(error):
        return _with_reason(TooSlow(), type(error).__name__)
    response = getattr(error, "response", None)
    headers: Mapping[str, str] = response.headers if response is not None else {}
    status = str(getattr(error, "status_code", "") or "")
    codes = {status, *_codes(getattr(error, "body", None))} - {""}
    request_id = headers.get("x-request-id") or headers.get("request-id") or ""
    reason = " ".join(filter(_CODE.fullmatch, (*sorted(codes), request_id))) or type(error).__name__
    return _with_reason(_meaning(codes, status, str(error), seconds_to_wait(headers)), reason)


def _meaning(codes: set[str], status: str, words: str, wait: float | None) -> LlmError:
    if codes & _TOO_LONG or "prompt is too long" in words.lower():  # Anthropic says it in words only
        return PromptTooLong()
    if codes & _REFUSED:
        return AnswerRefused()
    if codes & _MISCONFIGURED:
        return ModelMisconfigured()
    if codes & _BUSY:
        return ModelBusy(retry_after=wait)
    refused = status.startswith("4") and status not in _PASSING
    return ModelMisconfigured() if refused else ModelUnavailable(retry_after=wait)


def _codes(body: Any) -> Iterator[str]:
    """The vendor's own, wherever it puts them."""
    if not isinstance(body, Mapping):
        return
    inner = body.get("error")
    for part in (body, inner if isinstance(inner, Mapping) else {}):
        yield from (str(part[name]) for name in ("type", "code") if isinstance(part.get(name), str | int))


def _timed_out(error: Exception) -> bool:
    cause = error.__cause__ or error
    return isinstance(cause, httpx2.TimeoutException)


def _with_reason(error: LlmError, reason: str) -> LlmError:
    error.reason = reason
    return error
