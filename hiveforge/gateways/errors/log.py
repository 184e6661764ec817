"""No service for errors: whoever reports an exception has logged it with its traceback, and that is all."""

from collections.abc import Mapping
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class LoggedErrors:
    """Notes that nobody else was told."""

    name = "log"

    def report(self, exception: BaseException, context: Mapping[str, Any]) -> None:
        """See `ErrorReporter.report`."""
        log.debug("exception stays in the log", kind=type(exception).__name__, **context)

    def close(self) -> None:
        """See `ErrorReporter.close`."""
