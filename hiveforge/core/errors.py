"""Every refusal a person can read. Doors render them (ui, web, jobs); nobody else does."""

from collections.abc import Mapping
from typing import Self


class AppError(Exception):
    """A refusal with words for the person who caused it.

    `status` is the HTTP status, `code` is stable for programs, `param` names the form field it belongs to,
    `fields` holds further field messages, `retry_after` is in seconds. `limit` is how much a plan has of something and
    `used` how much of it is taken; `upgrade_url` leads to what lifts the limit. `constraint` is the database rule whose
    breach means this error.
    """

    status = 422
    code = "invalid"
    message = "That did not work."
    param = ""
    constraint = ""

    def __init__(
        self,
        message: str = "",
        *,
        param: str = "",
        fields: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        limit: int | None = None,
        used: int | None = None,
        upgrade_url: str = "",
    ) -> None:
        self.message = message or self.message
        self.param = param or self.param
        self.fields = dict(fields or {}) or ({self.param: self.message} if self.param else {})
        self.retry_after = retry_after
        self.limit, self.used, self.upgrade_url = limit, used, upgrade_url
        super().__init__(self.message)

    @classmethod
    def of_broken_constraint(cls, detail: str) -> Self:  # noqa: ARG003  for errors whose rule gives details
        """The error that a breach of `constraint` means; `detail` is what the database's rule says about it."""
        return cls()


class Invalid(AppError):
    """Input that cannot be accepted as it stands."""


class NotSignedIn(AppError):
    status, code, message = 401, "not_signed_in", "Sign in to continue."


class BadApiKey(NotSignedIn):
    code, message = "bad_api_key", "This API key is not known here, has expired or was revoked. Use one that works."


class NotAllowed(AppError):
    status, code, message = (
        403,
        "not_allowed",
        "Your role does not allow this. Ask an owner or admin of the organization.",
    )


class NotFound(AppError):
    """There is no such thing, or it belongs to somebody else: the two look the same."""

    status, code, message = 404, "not_found", "There is nothing here."


class Conflict(AppError):
    status, code, message = 409, "conflict", "This has changed in the meantime. Reload and try again."


class LimitReached(AppError):
    status, code, message = 402, "limit_reached", "Your plan does not include more of this."


class TooMany(AppError):
    status, code, message = 429, "too_many", "Too many attempts. Wait a moment and try again."


class Unavailable(AppError):
    """Something we depend on does not answer: the one error that a job retries."""

    status, code, message = 503, "unavailable", "A service we depend on does not answer. Try again in a minute."
