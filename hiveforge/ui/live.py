"""Live updates: Postgres' notifications become a beat in the open tabs they concern.

A tab that feels a beat asks again through the gate, as whoever it is by then. No data travels outside that way.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import reflex as rx
import structlog

from hiveforge.core.actor import Actor
from hiveforge.core.databases import databases
from hiveforge.core.live import CHANNEL, News

log = structlog.get_logger(__name__)
_RESYNC = "*"


class Live(rx.State):
    """How often each topic was heard of in this tab."""

    beats: dict[str, int] = {}

    def _beat(self, topic: str) -> None:
        topics = list(self.beats) if topic == _RESYNC else [topic]
        self.beats = {**self.beats, **{name: self.beats.get(name, 0) + 1 for name in topics}}


@dataclass(frozen=True, slots=True)
class Tab:
    organization: UUID | None
    user: UUID | None


class Hub:
    """The tabs of this process and where they are. Written by the gate at every event, read when news arrives."""

    def __init__(self) -> None:
        self.tabs: dict[str, Tab] = {}

    def seen(self, token: str, actor: Actor) -> None:
        """Remember where a tab is; a visitor's tab hears nothing."""
        if actor.id is None:
            self.tabs.pop(token, None)
        elif token:
            self.tabs[token] = Tab(actor.organization, actor.id)

    def concerned(self, news: News) -> list[str]:
        """The tabs that a piece of news is for."""
        return [
            token
            for token, tab in self.tabs.items()
            if (news.organization is None or tab.organization == news.organization)
            and (news.user is None or tab.user == news.user)
        ]

    async def deliver(self, app: rx.App, news: News) -> None:
        """Beat in the tabs concerned; one that fails or is gone does not keep it from the others."""
        tokens = self.concerned(news)
        results = await asyncio.gather(*(self._push(app, t, news.topic) for t in tokens), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                log.warning("a tab could not be told", topic=news.topic, error=repr(result))

    async def _push(self, app: rx.App, token: str, topic: str) -> None:
        if not await is_connected(app, token):
            self.tabs.pop(token, None)
            return
        async with app.modify_state(rx.BaseStateToken(ident=token, cls=Live)) as root:
            (await root.get_state(Live))._beat(topic)


hub = Hub()


async def is_connected(app: rx.App, token: str) -> bool:
    """Whether a tab still has its websocket."""
    namespace: Any = app.event_namespace
    return await namespace._token_manager.is_token_connected(token)


async def listen(app: rx.App) -> None:
    """Hear Postgres' notifications until cancelled. After a gap every tab asks again, because nobody kept the news."""
    lost = False
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(databases().web, autocommit=True, connect_timeout=5)
            async with connection:
                await connection.execute(f"listen {CHANNEL}")
                if lost:
                    await hub.deliver(app, News(_RESYNC))
                lost = False
                async for notification in connection.notifies():
                    await hub.deliver(app, News.decode(notification.payload))
        except psycopg.OperationalError as error:
            log.warning("listening is interrupted", error=str(error).strip())
            lost = True
        await asyncio.sleep(1)


class OnNews(rx.Component):
    """Calls `on_news` when `beat` changes, but not when it first appears."""

    tag = "OnNews"

    beat: rx.Var[Any]
    on_news: rx.EventHandler[rx.event.no_args_event_spec]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect", "useRef"]}

    def _get_all_custom_code(self) -> dict[str, None]:
        return {
            """
const OnNews = ({ beat, onNews }) => {
  const last = useRef(beat);
  useEffect(() => {
    if (last.current !== beat) { last.current = beat; onNews(); }
  }, [beat]);
  return null;
};
""": None
        }


def on_news(topics: str | Iterable[str], *events: Any) -> rx.Component:
    """Let a page ask again when one of these topics changed in its organization."""
    names = [topics] if isinstance(topics, str) else list(topics)
    return rx.fragment(*[OnNews.create(beat=Live.beats[name], on_news=list(events)) for name in names])


@contextlib.asynccontextmanager
async def listening(app: rx.App) -> Any:
    """Listen for as long as the server runs."""
    task = asyncio.create_task(listen(app))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
