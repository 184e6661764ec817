"""Exceptions that nobody foresaw are told to us through here. Never carries who the person is or what they sent."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

import hiveforge
from hiveforge.core.settings import settings


class ErrorReporter(Protocol):
    """What every service for errors does."""

    name: str

    def report(self, exception: BaseException, context: Mapping[str, Any]) -> None:
        """Tell of `exception`; returns at once and never raises.

        `context` says where it happened in a few short words, such as `route`, `handler`, `job` and `request_id`.
        `user` in it must be an opaque id.
        """
        ...

    def close(self) -> None:
        """Send what is still waiting, for at most two seconds."""
        ...


@cache
def error_reporter() -> ErrorReporter:
    """Sentry when SENTRY_DSN is set, else only the log, where every exception stands anyway."""
    if dsn := settings().sentry_dsn.get_secret_value():
        from .sentry import SentryErrors

        return SentryErrors(dsn, release=f"hiveforge@{hiveforge.__version__}", environment=settings().environment)
    from .log import LoggedErrors

    return LoggedErrors()
