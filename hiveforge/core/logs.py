"""The log: readable lines in development, JSON in production, secrets and people's addresses taken out of both.

One id, `request_id`, runs from the HTTP request or websocket event through the audit row into the job. Nothing that
a stranger sends can start a new log line.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TextIO

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars, merge_contextvars

from .clock import new_id
from .settings import Settings

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"(?<![a-z])(password|passwd|passphrase|secret|token|codes?|otp|cookies?|authorization|credentials?|dsn)(?![a-z])"
    r"|api_?key|private_?key|(?<![a-z])csrf"
)
_HARMLESS_NAMES = {"status_code", "exit_code", "error_code"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TEXT_RULES = (
    (re.compile(r"\b([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"), r"\1***@\2"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), rf"\1:{REDACTED}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"(?i)\b(password|secret|token|code|otp|api_?key)=[^&\s'\";,]+"), rf"\1={REDACTED}"),
)
_SUSPICIOUS = re.compile(r"[@=]|(?i:bearer|basic)")  # most lines have nothing that a rule could match
_OWN_HANDLERS = ("_granian", "granian.access", "reflex", "procrastinate", "sqlalchemy", "alembic")
# Below warnings they say too much: the SDKs of the models' vendors write whole prompts down.
_CHATTY = (
    "httpx", "httpcore", "httpx2", "httpcore2", "openai", "anthropic", "asyncio", "procrastinate", "sqlalchemy",
)  # fmt: skip


def bind_correlation(correlation: str = "") -> str:
    """Make this id, or a new one, the `request_id` of everything logged from here in this task; returns it."""
    correlation = correlation or new_id().hex
    bind_contextvars(request_id=correlation)
    return correlation


def current_correlation() -> str:
    """The id of the request, event or job that is being worked on; empty outside of any."""
    return get_contextvars().get("request_id", "")


@contextmanager
def correlated(correlation: str = "") -> Iterator[str]:
    """Like `bind_correlation`, until the block ends."""
    correlation = correlation or new_id().hex
    with bound_contextvars(request_id=correlation):
        yield correlation


def redact_text(text: str) -> str:
    """The text with e-mail addresses masked and secrets in addresses, headers and queries taken out."""
    if _SUSPICIOUS.search(text):
        for pattern, replacement in _TEXT_RULES:
            text = pattern.sub(replacement, text)
    return text


def redact(value: Any, name: str = "") -> Any:
    """The value as it may be logged under `name`; containers are copied, never changed in place."""
    if name and is_secret(name):
        return REDACTED
    if isinstance(value, Mapping):
        return {key: redact(held, str(key)) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(held) for held in value]
    if isinstance(value, int | float | bool | None):
        return value
    return redact_text(value if isinstance(value, str) else str(value))


@lru_cache(1000)
def is_secret(name: str) -> bool:
    """Whether a field of this name holds what must not be written down. Counts (`input_tokens`) may be."""
    words = _CAMEL.sub("_", name).lower()
    return words not in _HARMLESS_NAMES and bool(_SECRET_NAME.search(words))


def configure_logging(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send structlog and every library's log through one pipeline to `stream` (standard error). Safe to call twice."""
    as_json = settings.log_json or settings.production
    shared: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                _clean,
                structlog.processors.JSONRenderer(default=str) if as_json else _readable(stream or sys.stderr),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _OWN_HANDLERS:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.NOTSET)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _readable(stream: TextIO) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _clean(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last step before rendering, so that tracebacks and foreign messages pass it too."""
    return {name: _one_line(redact(value, name), name) for name, value in event.items()}


def _one_line(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {_one_line(str(key), ""): _one_line(held, "") for key, held in value.items()}
    if isinstance(value, list):
        return [_one_line(held, "") for held in value]
    if not isinstance(value, str):
        return value
    if name in {"exception", "stack"}:
        return "\n".join(f"  | {_escape(line)}" for line in value.split("\n"))
    return _escape(value)


def _escape(text: str) -> str:
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
