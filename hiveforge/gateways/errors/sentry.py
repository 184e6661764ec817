"""Errors to Sentry, by its own SDK, with none of the data that the SDK gathers by itself.

Only what `report` is given leaves this process: no integration is switched on, nothing is patched, and `before_send`
takes out what a person could be known by.
"""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception

from hiveforge.core.logs import current_correlation, redact_text

log = structlog.get_logger(__name__)

_KEPT = {
    "event_id", "timestamp", "level", "platform", "exception", "release", "environment", "sdk", "tags", "user",
    "contexts", "type",
}  # fmt: skip
_KEPT_CONTEXTS = {"runtime", "trace"}
_TEXT_RULES = (
    (re.compile(r"(?s)DETAIL:.*?(?=\n[A-Z]+:|\n\[|\Z)"), "DETAIL: [redacted]"),  # Postgres quotes the row
    (re.compile(r"(?s)\[parameters: .*?\]\s*(?=\(|\Z)"), "[parameters: redacted] "),  # SQLAlchemy quotes the values
)
_MAYBE_ADDRESS = re.compile(r"[0-9A-Fa-f:]+(?:[.:][0-9A-Fa-f]+)+:{0,2}|::1")
_FRAME_LIMIT = 50


class SentryErrors:
    """https://docs.sentry.io/platforms/python/. `user` in the context becomes Sentry's user id, the rest becomes tags."""

    name = "sentry"

    def __init__(self, dsn: str, *, release: str, environment: str) -> None:
        self._client = sentry_sdk.Client(
            dsn=dsn,
            release=release,
            environment=environment,
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            max_stack_frames=_FRAME_LIMIT,
            auto_session_tracking=False,
            send_client_reports=False,
            before_send=scrub,
            shutdown_timeout=2,
        )

    def report(self, exception: BaseException, context: Mapping[str, Any]) -> None:
        """See `ErrorReporter.report`."""
        scope = sentry_sdk.Scope()
        tags = {"request_id": current_correlation(), **context}
        if user := tags.pop("user", None):
            scope.set_user({"id": str(user)})
        scope.set_tags({name: str(value) for name, value in tags.items() if value})
        try:
            event, hint = event_from_exception(exception, client_options=self._client.options)
            self._client.capture_event(event, hint, scope=scope)
        except Exception:
            log.exception("could not report to Sentry")

    def close(self) -> None:
        """See `ErrorReporter.close`."""
        self._client.close(timeout=2)


def scrub(event: Event, _hint: Hint) -> Event:
    """The event with nothing in it but where and how the code failed."""
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in _KEPT}
    kept["tags"] = {name: _without_people(str(value)) for name, value in dict(kept.get("tags") or {}).items()}
    kept["contexts"] = {n: v for n, v in dict(kept.get("contexts") or {}).items() if n in _KEPT_CONTEXTS}
    if user := kept.get("user"):
        kept["user"] = {"id": user.get("id")}
    for one in dict(kept.get("exception") or {}).get("values", []):
        one["value"] = _without_people(str(one.get("value") or ""))
    return kept  # pyright: ignore[reportReturnType]


def _without_people(text: str) -> str:
    for pattern, replacement in _TEXT_RULES:
        text = pattern.sub(replacement, text)
    return _MAYBE_ADDRESS.sub(_without_address, redact_text(text))


def _without_address(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return "[address]"
