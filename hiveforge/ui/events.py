"""Events that every page has."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import reflex as rx
import structlog
from reflex.state import FrontendEventExceptionState
from reflex_base.event.context import EventContext

from hiveforge.core.actor import Actor
from hiveforge.core.logs import bind_correlation, current_correlation
from hiveforge.core.permissions import Access

from .event import event
from .notices import Notices, notify
from .session import Session

log = structlog.get_logger(__name__)

_LONGEST_REPORT = 4000
_REPORTS_A_MINUTE = 30
# Reflex would reload some broken pages by a script, which the content security policy refuses; our page offers it.
FrontendEventExceptionState.auto_reload_on_errors = []


def sign_in_first(path: str) -> rx.event.EventSpec:
    """Go to the sign-in page, and back to `path` afterwards."""
    return rx.redirect(f"/sign-in?next={quote(path)}" if path.startswith("/") else "/sign-in")


class NoticeEvents(rx.State):
    """Apart from `Notices`, which `event.py` itself needs."""

    @event(public=True)
    async def dismiss(self, actor: Actor, notice: str) -> None:  # noqa: ARG002
        """Take one message away."""
        notices = await self.get_state(Notices)
        notices.items = [item for item in notices.items if item.id != notice]


class Entrance(rx.State):
    """For pages that load nothing: who may not see them is sent away."""

    @event(public=True)
    async def enter(self, actor: Actor, access: Access) -> rx.event.EventSpec | None:
        """Ask a visitor to sign in. A browser that lies about `access` misleads only itself."""
        session = await self.get_state(Session)
        session._has_loaded(self.router.url.path)
        if actor.may(access):
            return None
        return sign_in_first(self.router.url.path)


class Failure(rx.State):
    """What a tab hears when an event breaks."""

    @event(public=True)
    async def tell(self, actor: Actor, request: str) -> None:  # noqa: ARG002
        """Say that something broke, with the id under which it is logged."""
        await notify(self, "Something broke on our side.", kind="error", request_id=request[:36])


def unexpected(exception: Exception) -> rx.event.EventSpec | None:
    """`rx.App(backend_exception_handler=…)`: log a bug, report it, and say so in the tab it happened in."""
    event = EventContext.get()
    request = bind_correlation(event.txid)  # Reflex calls this in a task of its own
    log.error("event failed", exc_info=exception)
    for report in _reporters:
        report(exception, {"request_id": request})
    if event.parent_txid in _told:
        return None  # it is the telling that failed: telling of that would go on for ever
    _told.append(request)
    return Failure.tell(request)


class BrokenPage(Exception):
    """What went wrong in a browser, in its own words."""


def broken_page(exception: Exception) -> None:
    """`rx.App(frontend_exception_handler=…)`: log and report what broke in a browser.

    Anybody with a socket may say that something did: the words are cut, and a minute has room for thirty reports.
    """
    if len(_heard) == _heard.maxlen and time.monotonic() - _heard[0] < 60:
        return
    _heard.append(time.monotonic())
    broken = BrokenPage(str(exception)[:_LONGEST_REPORT])
    log.error("page broke in a browser", words=str(broken))
    for report in _reporters:
        report(broken, {"door": "browser", "request_id": current_correlation()})


Reporter = Callable[[BaseException, dict[str, Any]], None]
_reporters: list[Reporter] = []
_told: deque[str] = deque(maxlen=1000)
_heard: deque[float] = deque(maxlen=_REPORTS_A_MINUTE)


def report_failures_to(reporter: Reporter) -> None:
    """Hand every event and page that breaks to `reporter`; the composition root says which."""
    _reporters.append(reporter)
