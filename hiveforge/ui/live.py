"""Live updates: Postgres' notifications become a beat in the open tabs they concern.

A tab that feels a beat asks again through the gate, as whoever it is by then. No data travels outside that way.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
import reflex as rx
import structlog

from hiveforge.core import presence
from hiveforge.core.actor import Actor
from hiveforge.core.databases import databases
from hiveforge.core.errors import AppError
from hiveforge.core.live import CHANNEL, News

from .base import ClientComponent

log = structlog.get_logger(__name__)
_RESYNC = "*"
_LOST = "-"
_PRESENCE_SECONDS = 5.0


class Live(rx.State):
    """How often each topic was heard of in this tab, and whether news cannot be heard now."""

    beats: dict[str, int] = {}
    away: bool = False

    def _beat(self, topic: str) -> None:
        self.away = topic == _LOST
        self.beats = {**self.beats, topic: self.beats.get(topic, 0) + 1}


@dataclass(frozen=True, slots=True)
class Tab:
    """`id` stands for the tab outside this process, where its client token must not go."""

    organization: UUID | None
    user: UUID | None
    id: UUID = field(default_factory=uuid4, compare=False)


class Hub:
    """The tabs of this process and where they are. Written by the gate at every event, read when news arrives."""

    def __init__(self) -> None:
        self.tabs: dict[str, Tab] = {}
        self._moves: set[asyncio.Task[None]] = set()

    def seen(self, token: str, actor: Actor) -> None:
        """Remember where a tab is; a visitor's tab hears nothing. The event does not wait for the presence table."""
        before = self.tabs.get(token)
        now = Tab(actor.organization, actor.id) if actor.id and token else None
        if before == now:
            return
        if now is None:
            self.tabs.pop(token, None)
        else:
            self.tabs[token] = now
        move = asyncio.create_task(_moved(before, now))
        self._moves.add(move)
        move.add_done_callback(self._moves.discard)

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

    async def keep_presence(self, app: rx.App) -> None:
        """Drop the tabs that closed and vouch for the others. To be called every few seconds."""
        closed = [token for token in list(self.tabs) if not await is_connected(app, token)]
        gone = [tab.id for token in closed if (tab := self.tabs.pop(token, None))]
        if gone:
            await presence.depart(gone)
        if self.tabs:
            await presence.still_here([tab.id for tab in self.tabs.values()])

    async def _push(self, app: rx.App, token: str, topic: str) -> None:
        if not await is_connected(app, token):
            return
        async with app.modify_state(rx.BaseStateToken(ident=token, cls=Live)) as root:
            (await root.get_state(Live))._beat(topic)


hub = Hub()


async def _moved(before: Tab | None, now: Tab | None) -> None:
    try:
        if before:
            await presence.depart([before.id])
        if now and now.organization and now.user:
            await presence.arrive(now.id, now.organization, now.user)
    except AppError as error:
        log.warning("presence is not up to date", reason=error.message)


async def is_connected(app: rx.App, token: str) -> bool:
    """Whether a tab still has its websocket."""
    namespace: Any = app.event_namespace
    return await namespace._token_manager.is_token_connected(token)


async def watch_tabs(app: rx.App) -> None:
    """Keep presence true until cancelled."""
    while True:
        await asyncio.sleep(_PRESENCE_SECONDS)
        try:
            await hub.keep_presence(app)
        except AppError as error:
            log.warning("presence is not up to date", reason=error.message)


async def listen(app: rx.App) -> None:
    """Hear Postgres' notifications until cancelled. Tabs show a gap; after it each asks again: nobody kept the news."""
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
            if not lost:
                await hub.deliver(app, News(_LOST))
            lost = True
        await asyncio.sleep(1)


ON_NEWS = """
function HiveOnNews({beat, onNews}) {
  const last = useRef(beat);
  useEffect(() => {
    if (last.current !== beat) { last.current = beat; onNews(); }
  }, [beat]);
  return null;
}
"""


class OnNews(ClientComponent):
    """Calls `on_news` when `beat` changes, but not when it first appears."""

    tag = "HiveOnNews"
    javascript = (ON_NEWS,)
    uses = {"react": ["useEffect", "useRef"]}

    beat: rx.Var[Any]
    on_news: rx.EventHandler[rx.event.no_args_event_spec]


def on_news(topics: str | Iterable[str], *events: Any) -> rx.Component:
    """Let a page ask again when one of these topics changed in its organization."""
    names = [topics] if isinstance(topics, str) else list(topics)
    # After a gap also those ask again that have heard of nothing yet.
    beats = [f"{Live.beats[name]}/{Live.beats[_RESYNC]}" for name in names]
    return rx.fragment(*[OnNews.create(beat=beat, on_news=list(events)) for beat in beats])


@contextlib.asynccontextmanager
async def listening(app: rx.App) -> AsyncIterator[None]:
    """Listen for as long as the server runs."""
    tasks = [asyncio.create_task(listen(app)), asyncio.create_task(watch_tabs(app))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
