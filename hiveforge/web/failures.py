"""The last resort: an exception that nobody foresaw is reported once and answered without a word about its cause."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hiveforge.core.logs import current_correlation

from .metrics import route_template
from .problems import as_app_error, refuse

log = structlog.get_logger(__name__)

Report = Callable[[BaseException, Mapping[str, Any]], None]


def caught_failures(app: ASGIApp, report: Report) -> ASGIApp:
    """Hand what escapes `app` to `report`, and answer 500 if nothing was sent yet."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, receive, send_noting_start)
        except ClientDisconnect:
            log.debug("caller went away")
        except Exception as error:
            if scope["type"] not in {"http", "websocket"}:
                raise
            _tell(error, scope, report)
            if not started:
                await refuse(as_app_error(error), scope, receive, send)

    return through


def _tell(error: Exception, scope: Scope, report: Report) -> None:
    context = {"door": scope["type"], "method": scope.get("method", ""), "route": route_template(scope)}
    log.error("request failed", exc_info=error, **context)
    report(error, {**context, "request_id": current_correlation()})
